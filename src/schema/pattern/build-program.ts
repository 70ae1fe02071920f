import type { AST } from '@eslint-community/regexpp';
import { type Steps, spend } from '../steps.js';
import { type CharacterNode, type CharacterTest, characterTest } from './character-test.js';
import type { ParsedPattern } from './parse-pattern.js';
import { type Automaton, matched, type Program, type State } from './program.js';
import { UncheckedPattern } from './unchecked-pattern.js';

interface Building {
  readonly budget: Steps;
  readonly maxStates: number;
  stateCount: number;
  readonly lookarounds: Automaton[];
  /** The index of each lookaround: a copy in a repeated group is the same one. */
  readonly known: Map<AST.LookaroundAssertion, number>;
  readonly tests: Map<string, CharacterTest>;
}

/** The automaton in building. */
interface Drawing {
  readonly building: Building;
  readonly states: State[];
  readonly isBackwards: boolean;
}

const maxLookarounds = 30;

/**
 * Builds the automata of a pattern, with as many states as remain at most. Only whether a pattern matches is asked, so
 * greed, captures and the order of alternatives do not matter. Throws UncheckedPattern for what an automaton cannot express.
 */
export function buildProgram({ pattern, isUnicode }: ParsedPattern, budget: Steps, maxStates: number): Program {
  const lookarounds: Automaton[] = [];
  const building = { budget, maxStates, stateCount: 0, lookarounds, known: new Map(), tests: new Map() };
  return { main: buildAutomaton(building, pattern.alternatives, false), lookarounds, isUnicode };
}

function buildAutomaton(building: Building, alternatives: readonly AST.Alternative[], isBackwards: boolean): Automaton {
  const states: State[] = [];
  const first = addAlternatives({ building, states, isBackwards }, alternatives, matched);
  return { states, first, isBackwards, isAnchored: startsWith(isBackwards ? 'end' : 'start', states, first) };
}

/** Whether every way from a state passes an edge before anything else. */
function startsWith(edge: 'start' | 'end', states: readonly State[], first: number): boolean {
  const seen = new Set([first]);
  for (const index of seen) {
    const state = states[index];
    if (state?.kind === 'fork') for (const next of state.next) seen.add(next);
    else if (state?.kind !== 'assertion' || state.of !== edge) return false;
  }
  return true;
}

/** Adds a state and returns its index. */
function addState({ building, states }: Drawing, state: State): number {
  building.stateCount += 1;
  if (building.stateCount > building.maxStates) throw new UncheckedPattern('is too large');
  return states.push(state) - 1;
}

function addFork(drawing: Drawing, targets: readonly number[]): number {
  const next = [...new Set(targets)];
  return next.length === 1 ? (next[0] as number) : addState(drawing, { kind: 'fork', next });
}

/** Adds alternatives before a state. Each function that adds parts returns the index of their first state. */
function addAlternatives(drawing: Drawing, alternatives: readonly AST.Alternative[], next: number): number {
  return addFork(
    drawing,
    alternatives.map((alternative) => addAlternative(drawing, alternative, next)),
  );
}

function addAlternative(drawing: Drawing, { elements }: AST.Alternative, next: number): number {
  spend(drawing.building.budget, 1);
  const add = (following: number, element: AST.Element) => addElement(drawing, element, following);
  return drawing.isBackwards ? elements.reduce(add, next) : elements.reduceRight(add, next);
}

function addElement(drawing: Drawing, element: AST.Element, next: number): number {
  spend(drawing.building.budget, 1);
  switch (element.type) {
    case 'Group':
      if (element.modifiers) throw new UncheckedPattern('changes flags');
      return addAlternatives(drawing, element.alternatives, next);
    case 'CapturingGroup':
      return addAlternatives(drawing, element.alternatives, next);
    case 'Quantifier':
      return addQuantifier(drawing, element, next);
    case 'Assertion':
      return addState(drawing, { kind: 'assertion', ...assertion(drawing.building, element), next });
    case 'Backreference':
      throw new UncheckedPattern('has a backreference');
    case 'ExpressionCharacterClass':
      throw new UncheckedPattern('has a class with operators');
    default:
      return addState(drawing, { kind: 'character', test: testOf(drawing.building, element), next });
  }
}

function testOf({ tests }: Building, node: CharacterNode): CharacterTest {
  const test = tests.get(node.raw) ?? characterTest(node);
  tests.set(node.raw, test);
  return test;
}

function assertion(building: Building, node: AST.Assertion) {
  switch (node.kind) {
    case 'lookahead':
    case 'lookbehind': {
      const known = building.known.get(node) ?? addLookaround(building, node);
      building.known.set(node, known);
      return { of: known, isNegated: node.negate };
    }
    case 'word':
      return { of: node.kind, isNegated: node.negate };
    default:
      return { of: node.kind, isNegated: false };
  }
}

/** Adds the automaton of a lookaround after those inside it. A lookahead is read backwards, and so known at each position. */
function addLookaround(building: Building, { alternatives, kind }: AST.LookaroundAssertion): number {
  const automaton = buildAutomaton(building, alternatives, kind === 'lookahead');
  if (building.lookarounds.length >= maxLookarounds) throw new UncheckedPattern('has too many lookarounds');
  return building.lookarounds.push(automaton) - 1;
}

function addQuantifier(drawing: Drawing, { element, min, max }: AST.Quantifier, next: number): number {
  if (max === 0) return next;
  if (isCharacter(element)) {
    const test = testOf(drawing.building, element);
    const counted = addState(drawing, { kind: 'counted', test, min: Math.max(min, 1), max, next });
    return min === 0 ? addFork(drawing, [counted, next]) : counted;
  }
  if (max === Number.POSITIVE_INFINITY) {
    const loop = addLoop(drawing, element, min === 0, next);
    return repeat(min - 1, loop, (following) => addElement(drawing, element, following));
  }
  const optional = repeat(max - min, next, (following) =>
    addFork(drawing, [addElement(drawing, element, following), next]),
  );
  return repeat(min, optional, (following) => addElement(drawing, element, following));
}

function isCharacter(element: AST.Element): element is CharacterNode {
  return element.type === 'Character' || element.type === 'CharacterClass' || element.type === 'CharacterSet';
}

function addLoop(drawing: Drawing, element: AST.Element, isOptional: boolean, next: number): number {
  const again: number[] = [next];
  const fork = addState(drawing, { kind: 'fork', next: again });
  const first = addElement(drawing, element, fork);
  again.push(first);
  return isOptional ? fork : first;
}

/** Adds a part several times, one before the other. Stops where that changes nothing: an empty group, repeated. */
function repeat(times: number, next: number, add: (next: number) => number): number {
  let first = next;
  for (let count = 0; count < times; count++) {
    const added = add(first);
    if (added === first) break;
    first = added;
  }
  return first;
}
