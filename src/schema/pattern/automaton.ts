import type { AST } from '@eslint-community/regexpp';
import { type Budget, spend, Undecided } from './budget.js';
import type { CharacterSet } from './character-sets.js';

/** The places of a pattern, each of which matches one character, and the transitions of a backtracking engine between them. */
export interface Automaton {
  readonly sets: CharacterSet[];
  /** For each place, the places that can follow it, each with the number of ways to reach it. */
  readonly next: Map<number, number>[];
}

/** A lookahead or lookbehind, which is matched separately. */
export interface Lookaround {
  readonly alternatives: readonly AST.Alternative[];
  readonly isInLoop: boolean;
  readonly isBehind: boolean;
}

/** Places, each with the number of ways to reach it. */
export type Ways = ReadonlyMap<number, number>;

/** A part of an automaton: its first and last places, and the number of ways in which it can match nothing. */
export interface Part {
  readonly first: Ways;
  readonly last: Ways;
  readonly empty: number;
}

export interface Building {
  readonly automaton: Automaton;
  readonly sets: ReadonlyMap<string, CharacterSet>;
  readonly lookarounds: Lookaround[];
  readonly budget: Budget;
}

const nothing: Part = { first: new Map(), last: new Map(), empty: 1 };
const maxPlaces = 1_000;
/** A repetition with a higher minimum becomes a loop, because it would be too large if unrolled. */
const maxUnrolled = 256;
/** A bounded repetition with at least this many optional repeats counts as unbounded, because the bound is too high to help. */
const minUnbounded = 10;
/** A repeated group with a higher maximum counts as unbounded. */
const maxGroupRepeats = 5;

export function addPlace({ automaton }: Building, set: CharacterSet): number {
  if (automaton.sets.length >= maxPlaces) throw new Undecided('is too large');
  automaton.next.push(new Map());
  return automaton.sets.push(set) - 1;
}

function addAlternatives(building: Building, alternatives: readonly AST.Alternative[], isInLoop: boolean): Part {
  const parts = alternatives.map((alternative) => addAlternative(building, alternative, isInLoop));
  return {
    first: new Map(parts.flatMap(({ first }) => [...first])),
    last: new Map(parts.flatMap(({ last }) => [...last])),
    empty: parts.reduce((sum, { empty }) => sum + empty, 0),
  };
}

export function addAlternative(building: Building, { elements }: AST.Alternative, isInLoop: boolean): Part {
  return elements.reduce(
    (before, element) => sequence(building, before, addElement(building, element, isInLoop)),
    nothing,
  );
}

function addElement(building: Building, element: AST.Element, isInLoop: boolean): Part {
  switch (element.type) {
    case 'Group':
      if (element.modifiers) throw new Undecided('changes flags');
      return addAlternatives(building, element.alternatives, isInLoop);
    case 'CapturingGroup':
      return addAlternatives(building, element.alternatives, isInLoop);
    case 'Quantifier':
      return addQuantifier(building, element, isInLoop);
    case 'Assertion':
      if (element.kind === 'lookahead' || element.kind === 'lookbehind') {
        const { alternatives, kind } = element;
        building.lookarounds.push({ alternatives, isInLoop, isBehind: kind === 'lookbehind' });
      }
      return nothing;
    case 'Backreference':
      throw new Undecided('has a backreference');
    default: {
      const place = addPlace(building, building.sets.get(element.raw) ?? 0n);
      return { first: new Map([[place, 1]]), last: new Map([[place, 1]]), empty: 0 };
    }
  }
}

/** Unrolls a short repetition; makes any other a loop. */
function addQuantifier(building: Building, { element, min, max }: AST.Quantifier, isInLoop: boolean): Part {
  const isUnbounded = max - min >= minUnbounded || (isGroup(element) && max > maxGroupRepeats);
  const isLoop = isUnbounded || min > maxUnrolled;
  const again = () => addElement(building, element, isInLoop || isLoop);
  if (isLoop) {
    const looped = loop(building, again());
    // Many optional repeats in a row match in as many ways as they have subsets. An unbounded loop tries the empty match once.
    if (looped.empty > 0 && max !== Number.POSITIVE_INFINITY) loop(building, looped);
    return min === 0 ? { ...looped, empty: 1 } : looped;
  }
  let optional = nothing;
  // An engine discards an optional repeat that matched nothing.
  for (let count = min; count < max; count++) optional = { ...sequence(building, again(), optional), empty: 1 };
  let all = nothing;
  for (let count = 0; count < min; count++) all = sequence(building, all, again());
  return sequence(building, all, optional);
}

function isGroup({ type }: AST.Element): boolean {
  return type === 'Group' || type === 'CapturingGroup';
}

function sequence(building: Building, before: Part, after: Part): Part {
  connect(building, before.last, after.first);
  return {
    first: new Map([...before.first, ...times(after.first, before.empty)]),
    last: new Map([...after.last, ...times(before.last, after.empty)]),
    empty: before.empty * after.empty,
  };
}

function times(ways: Ways, factor: number): [place: number, ways: number][] {
  return factor === 0 ? [] : [...ways].map(([place, count]) => [place, count * factor]);
}

function loop(building: Building, part: Part): Part {
  connect(building, part.last, part.first);
  return part;
}

export function connect({ automaton, budget }: Building, before: Ways, after: Ways): void {
  spend(budget, before.size * after.size);
  for (const [place, waysTo] of before) {
    const next = automaton.next[place];
    for (const [one, ways] of after) next?.set(one, (next.get(one) ?? 0) + waysTo * ways);
  }
}
