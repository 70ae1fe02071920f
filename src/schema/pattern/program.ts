import type { CharacterTest } from './character-test.js';

/** A state of an automaton. `next` is the index of the state that follows. */
export type State =
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly next: number }
  | {
      /** One character, repeated. One state counts all repeats, however many. */
      readonly kind: 'counted';
      readonly test: CharacterTest;
      readonly min: number;
      readonly max: number;
      readonly next: number;
    }
  | { readonly kind: 'fork'; readonly next: number[] }
  | {
      readonly kind: 'assertion';
      /** The edge or boundary, or the index of a lookaround. */
      readonly of: 'start' | 'end' | 'word' | number;
      readonly isNegated: boolean;
      readonly next: number;
    };

/** The index that follows the last state of a match. */
export const matched = -1;

export interface Automaton {
  readonly states: readonly State[];
  readonly first: number;
  /** Whether it reads from the end of the text to its start. */
  readonly isBackwards: boolean;
  /** Whether it can match only from the edge of the text at which reading starts. */
  readonly isAnchored: boolean;
}

/** A pattern, as automata that a simulation can run. */
export interface Program {
  readonly main: Automaton;
  /** Inner lookarounds before the outer ones, which refer to them by index. */
  readonly lookarounds: readonly Automaton[];
  readonly isUnicode: boolean;
}

/** Returns the number of states of all automata of a program. */
export function countStates({ main, lookarounds }: Program): number {
  return [main, ...lookarounds].reduce((sum, { states }) => sum + states.length, 0);
}
