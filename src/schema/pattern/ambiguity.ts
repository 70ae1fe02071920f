import type { Automaton } from './automaton.js';
import { type Budget, spend } from './budget.js';
import { type Components, findComponents, isLoop } from './loops.js';

/** The maximum number of paths outside loops; with more, the automaton counts as exponential. */
const maxPathsOutside = 1e6;

/**
 * Returns the power of the input's length that bounds the time of trying all paths through an automaton: 1 is linear, Infinity
 * exponential. After Weber and Seidl, "On the degree of ambiguity of finite automata" (1991).
 */
export function powerOf(automaton: Automaton, budget: Budget): number {
  const found = findComponents(automaton);
  const loops = found.components.filter((component) => isLoop(automaton, component));
  if (loops.some((loop) => isAmbiguous(automaton, loop, budget))) return Number.POSITIVE_INFINITY;
  if (pathsOutside(automaton, found, budget) > maxPathsOutside) return Number.POSITIVE_INFINITY;
  return 1 + longestChain(automaton, found, budget);
}

/** Whether some string leads through a loop and back by two paths. Repeated n times, it does so by 2 ** n paths. */
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

/** A position in the automaton, and the places that it may move to. */
type Walker = readonly [place: number, within: ReadonlySet<number> | undefined];

/** Returns the possible positions of all walkers after one more character, which is the same for all. */
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

/** Returns an upper bound of the number of paths that one string has outside loops. */
function pathsOutside(automaton: Automaton, { components, componentOf }: Components, budget: Budget): number {
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

/** Returns the maximum number of transitions for one character. */
function branches({ sets }: Automaton, after: readonly [to: number, ways: number][], budget: Budget): number {
  spend(budget, after.length ** 2);
  const shares = (to: number, other: number) => to === other || ((sets[to] ?? 0n) & (sets[other] ?? 0n)) !== 0n;
  const sharing = after.map(([to]) => sum(after.filter(([other]) => shares(to, other)).map(([, ways]) => ways)));
  return Math.max(1, ...sharing);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Returns the length of the longest chain of loops in which every two neighbours can divide a string between them. */
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

/** Whether one string can stay in the first loop, stay in the second, and lead from the first to the second. */
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
