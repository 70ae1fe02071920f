import type { AST } from '@eslint-community/regexpp';
import { type Budget, spend, Undecided } from './budget.js';
import type { CharacterSet } from './character-sets.js';

/** The places of a pattern that match one character, and how an engine that tries one way after the other goes on from each. */
export interface Automaton {
  readonly sets: CharacterSet[];
  /** For each place those that can come next, with in how many ways. */
  readonly next: Map<number, number>[];
}

/** A lookahead or lookbehind, which is matched apart from what is around it. */
export interface Lookaround {
  readonly alternatives: readonly AST.Alternative[];
  readonly isInLoop: boolean;
  readonly isBehind: boolean;
}

/** Places, each with in how many ways it is reached. */
export type Ways = ReadonlyMap<number, number>;

/** A part of an automaton: where it begins and ends, and in how many ways it may be passed over. */
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
/** A repetition of at least so much is taken for a loop, because written out it would be too large. */
const longRun = 256;
/** From here on a bounded repetition is taken for one without end: the work that it bounds is too much. */
const manyTimes = 10;
/** The same for repetitions of more than one character. */
const someTimes = 5;

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
    (before, element) => chain(building, before, addElement(building, element, isInLoop)),
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

/** Written out where that is short; else a loop. */
function addQuantifier(building: Building, { element, min, max }: AST.Quantifier, isInLoop: boolean): Part {
  const isLong = max - min >= manyTimes || (isGroup(element) && max > someTimes);
  const isLoop = isLong || min > longRun;
  const again = () => addElement(building, element, isInLoop || isLoop);
  if (isLoop) {
    const looped = loop(building, again());
    // Many optional things in a row: as many ways as there are subsets of them. A loop without end tries nothing only once.
    if (looped.empty > 0 && max !== Number.POSITIVE_INFINITY) loop(building, looped);
    return min === 0 ? { ...looped, empty: 1 } : looped;
  }
  let optional = nothing;
  // An engine drops an optional repetition that matched nothing.
  for (let count = min; count < max; count++) optional = { ...chain(building, again(), optional), empty: 1 };
  let all = nothing;
  for (let count = 0; count < min; count++) all = chain(building, all, again());
  return chain(building, all, optional);
}

function isGroup({ type }: AST.Element): boolean {
  return type === 'Group' || type === 'CapturingGroup';
}

function chain(building: Building, before: Part, after: Part): Part {
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
