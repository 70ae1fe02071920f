import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { powerOf } from './ambiguity.js';
import { addAlternative, addPlace, type Building, connect, type Lookaround, type Ways } from './automaton.js';
import type { Budget } from './budget.js';
import { characterSets } from './character-sets.js';

const allCharacters = -1n;
/** The place before all others. */
const start: Ways = new Map([[0, 1]]);

/**
 * Returns the power of the input's length that bounds the time in which a backtracking engine finds that a pattern does not
 * match: 1 is linear, 2 quadratic, Infinity exponential. Overestimates rather than underestimates. Throws Undecided if the
 * budget does not suffice.
 */
export function patternPower(source: string, budget: Budget): number {
  const pattern = new RegExpParser().parsePattern(source, undefined, undefined, { unicode: true });
  const sets = characterSets(pattern, budget);
  const lookarounds: Lookaround[] = [];
  const begin = (): Building => ({ automaton: { sets: [0n], next: [new Map()] }, sets, lookarounds, budget });
  const isAnchored = pattern.alternatives.every(beginsAnchored);
  const powers = [powerOf(searching(begin(), pattern.alternatives, isAnchored), budget)];
  // The iteration also visits nested ones, which are appended meanwhile.
  for (const { alternatives, isInLoop, isBehind } of lookarounds) {
    const times = (isAnchored ? 0 : 1) + (isInLoop ? 1 : 0);
    powers.push(times + powerOf(reading(begin(), alternatives, { isInLoop, isBehind }), budget));
  }
  return Math.max(...powers);
}

/** A pattern without an anchor at its start is tried from each character of the input. */
function searching(building: Building, alternatives: readonly AST.Alternative[], isAnchored: boolean) {
  if (isAnchored) return reading(building, alternatives, {});
  const before = addPlace(building, allCharacters);
  const begins = new Map([...start, [before, 1] as const]);
  connect(building, begins, new Map([[before, 1]]));
  return reading(building, alternatives, { begins });
}

interface Reading {
  readonly begins?: Ways;
  readonly isInLoop?: boolean;
  readonly isBehind?: boolean;
}

/**
 * Builds the automaton of the paths by which the alternatives can fail. A successful match ends the search, so nothing follows
 * it.
 */
function reading(
  building: Building,
  alternatives: readonly AST.Alternative[],
  { begins = start, isInLoop = false, isBehind = false }: Reading,
) {
  const end = addPlace(building, 0n);
  for (const alternative of alternatives) {
    const { first, last, empty } = addAlternative(building, alternative, isInLoop);
    connect(building, begins, first);
    if (isBehind || canFailAtEnd(alternative)) {
      connect(building, last, new Map([[end, 1]]));
      if (empty > 0) connect(building, begins, new Map([[end, empty]]));
    } else {
      for (const next of building.automaton.next) for (const place of last.keys()) next.delete(place);
    }
  }
  return building.automaton;
}

function canFailAtEnd({ elements }: AST.Alternative): boolean {
  return elements.some((element) => {
    const inner = element.type === 'Quantifier' ? element.element : element;
    if (inner.type === 'Assertion') return inner.kind !== 'start';
    return 'alternatives' in inner && inner.alternatives.some(canFailAtEnd);
  });
}

function beginsAnchored({ elements: [first] }: AST.Alternative): boolean {
  if (first?.type === 'Assertion') return first.kind === 'start';
  const isGroup = first?.type === 'Group' || first?.type === 'CapturingGroup';
  return isGroup && first.alternatives.every(beginsAnchored);
}
