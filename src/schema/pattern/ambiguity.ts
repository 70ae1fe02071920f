import type { Automaton } from './automaton.js';
import { type Budget, spend } from './budget.js';
import { type Components, findComponents, isLoop } from './loops.js';

/** How many ways through what is no loop are still few. */
const fewWays = 1e6;

/**
 * The power of a text's length that trying all ways through an automaton may take time by: 1 is linear, Infinity is
 * exponential. After Weber and Seidl, "On the degree of ambiguity of finite automata" (1991).
 */
export function powerOf(automaton: Automaton, budget: Budget): number {
  const found = findComponents(automaton);
  const loops = found.components.filter((component) => isLoop(automaton, component));
  if (loops.some((loop) => isAmbiguous(automaton, loop, budget))) return Number.POSITIVE_INFINITY;
  if (waysOutside(automaton, found, budget) > fewWays) return Number.POSITIVE_INFINITY;
  return 1 + longestChain(automaton, found, budget);
}

/** Whether one text leads through a loop and back in two ways. Then n of it lead there in 2 ** n ways. */
function isAmbiguous(automaton: Automaton, loop: readonly number[], budget: Budget): boolean {
  const inside = new Set(loop);
  const isTwofold = loop.some((place) =>
    [...(automaton.next[place] ?? [])].some(([to, ways]) => ways > 1 && inside.has(to)),
  );
  if (isTwofold) return true;
  const pairs = loop.map((place): [number, number] => [place, place]);
  const seen = new Set(pairs.map((pair) => pair.join()));
  for (const [left, right] of pairs) {
    const walkers: Walker[] = [
      [left, inside],
      [right, inside],
    ];
    for (const [nextLeft, nextRight] of stepsOf(automaton, walkers, budget) as [number, number][]) {
      if (left !== right && nextLeft === nextRight) return true;
      const key = `${nextLeft},${nextRight}`;
      if (!seen.has(key)) pairs.push([nextLeft, nextRight]);
      seen.add(key);
    }
  }
  return false;
}

/** Where one walks, and where it may. */
type Walker = readonly [place: number, within: ReadonlySet<number> | undefined];

/** Where walkers can be after one more character that is the same for all. */
function stepsOf({ next, sets }: Automaton, walkers: readonly Walker[], budget: Budget): number[][] {
  let steps: { readonly places: number[]; readonly set: bigint }[] = [{ places: [], set: -1n }];
  for (const [place, within] of walkers) {
    const after = [...(next[place]?.keys() ?? [])].filter((to) => within?.has(to) ?? true);
    spend(budget, steps.length * after.length);
    steps = steps.flatMap((step) =>
      after.flatMap((to) => {
        const set = step.set & (sets[to] ?? 0n);
        return set === 0n ? [] : [{ places: [...step.places, to], set }];
      }),
    );
  }
  return steps.map((step) => step.places);
}

/** At most how many ways one text has through what is no loop. */
function waysOutside(automaton: Automaton, { components, componentOf }: Components, budget: Budget): number {
  const ways: number[] = [];
  components.forEach((component, index) => {
    const all = component.map((place) => {
      const after = [...(automaton.next[place] ?? [])].filter(([to]) => componentOf[to] !== index);
      return branches(automaton, after, budget) * Math.max(1, ...after.map(([to]) => ways[componentOf[to] ?? 0] ?? 1));
    });
    ways.push(Math.max(1, ...all));
  });
  return Math.max(1, ...ways);
}

/** In how many ways one character can go on. */
function branches({ sets }: Automaton, after: readonly [to: number, ways: number][], budget: Budget): number {
  spend(budget, after.length ** 2);
  const shares = (to: number, other: number) => to === other || ((sets[to] ?? 0n) & (sets[other] ?? 0n)) !== 0n;
  const sharing = after.map(([to]) => sum(after.filter(([other]) => shares(to, other)).map(([, ways]) => ways)));
  return Math.max(1, ...sharing);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** The most loops in a row that can share out a text between each two of them. */
function longestChain(automaton: Automaton, { components, componentOf }: Components, budget: Budget): number {
  const reached: Set<number>[] = [];
  const chains: number[] = [];
  components.forEach((component, index) => {
    const direct = component.flatMap((place) =>
      [...(automaton.next[place]?.keys() ?? [])].map((to) => componentOf[to] ?? 0),
    );
    const all = new Set(
      direct.filter((other) => other !== index).flatMap((other) => [other, ...(reached[other] ?? [])]),
    );
    reached.push(all);
    spend(budget, all.size);
    const shares = (other: number) =>
      isLoop(automaton, component) &&
      isLoop(automaton, components[other] ?? []) &&
      canShare(automaton, component, components[other] ?? [], budget);
    chains.push(Math.max(0, ...[...all].map((other) => (chains[other] ?? 0) + (shares(other) ? 1 : 0))));
  });
  return Math.max(0, ...chains);
}

/** Whether one text can stay in the first loop, stay in the second, and lead from the first to the second. */
function canShare(automaton: Automaton, first: readonly number[], second: readonly number[], budget: Budget): boolean {
  const [inFirst, inSecond] = [new Set(first), new Set(second)];
  return first.some((from) =>
    second.some((to) => {
      const walks: [number, number, number][] = [[from, from, to]];
      const seen = new Set<string>();
      for (const [staying, moving, waiting] of walks) {
        const walkers: Walker[] = [
          [staying, inFirst],
          [waiting, inSecond],
          [moving, undefined],
        ];
        for (const [stays, waits, moves] of stepsOf(automaton, walkers, budget) as [number, number, number][]) {
          if (stays === from && moves === to && waits === to) return true;
          const key = `${stays},${moves},${waits}`;
          if (!seen.has(key)) walks.push([stays, moves, waits]);
          seen.add(key);
        }
      }
      return false;
    }),
  );
}
