import { type Steps, spend } from '../steps.js';
import { isWordCharacter } from './character-test.js';
import { type Automaton, matched, type Program, type State } from './program.js';

/** A string as characters: code points or UTF-16 units. */
interface Characters {
  readonly length: number;
  at(position: number): number;
}

/** A string, and for each lookaround a bit for each position. */
interface Input {
  readonly characters: Characters;
  readonly lookarounds: Uint8Array[];
}

/** The states that wait for a character, while an automaton reads. */
interface Reading {
  readonly automaton: Automaton;
  readonly input: Input;
  /** The number of characters that have been read. */
  read: number;
  /** States that are entered at this position. */
  readonly entered: number[];
  /** States that wait for the next character. */
  waiting: number[];
  /** For each state, where it was entered last: once for each position is enough. */
  readonly lastEntered: Int32Array;
  /** For each counted state, where it was entered, oldest first, as long as all characters since have matched. */
  readonly entries: (Queue | undefined)[];
}

interface Queue {
  readonly values: number[];
  head: number;
}

/**
 * Whether a program matches anywhere in a string. Follows all ways at the same time, so that each character takes a few steps
 * for each state at most. Throws OutOfSteps if the steps do not suffice.
 */
export function simulate({ main, lookarounds, isUnicode }: Program, text: string, steps: Steps): boolean {
  const input: Input = { characters: charactersOf(text, isUnicode, steps), lookarounds: [] };
  for (const automaton of lookarounds) {
    const bits = new Uint8Array(input.characters.length + 1);
    run(automaton, input, steps, (position) => {
      bits[position] = 1;
      return false;
    });
    input.lookarounds.push(bits);
  }
  return run(main, input, steps, () => true);
}

function charactersOf(text: string, isUnicode: boolean, steps: Steps): Characters {
  spend(steps, 1 + Math.ceil(text.length / 64));
  if (!isUnicode || !/[\ud800-\udfff]/.test(text))
    return { length: text.length, at: (position) => text.charCodeAt(position) };
  spend(steps, text.length);
  const codes = Array.from(text, (character) => character.codePointAt(0) as number);
  return { length: codes.length, at: (position) => codes[position] as number };
}

/** Runs an automaton from each position. Calls `onMatch` where a match ends, until it returns true. */
function run(automaton: Automaton, input: Input, steps: Steps, onMatch: (position: number) => boolean): boolean {
  const { first, isBackwards, isAnchored, states } = automaton;
  const size = input.characters.length;
  const lastEntered = new Int32Array(states.length).fill(-1);
  const reading: Reading = { automaton, input, read: 0, entered: [], waiting: [], lastEntered, entries: [] };
  spend(steps, 1 + Math.ceil(states.length / 16));
  for (; ; reading.read++) {
    if (!isAnchored || reading.read === 0) reading.entered.push(first);
    const position = isBackwards ? size - reading.read : reading.read;
    if (enterStates(reading, position, steps) && onMatch(position)) return true;
    if (reading.read === size || (isAnchored && reading.waiting.length === 0)) return false;
    readCharacter(reading, input.characters.at(isBackwards ? position - 1 : position), steps);
  }
}

/** Follows forks and assertions to the states that wait for a character. Returns whether a match ends here. */
function enterStates(reading: Reading, position: number, steps: Steps): boolean {
  const { automaton, entered, input, lastEntered, read, waiting } = reading;
  let isMatch = false;
  let count = 0;
  for (let index = entered.pop(); index !== undefined; index = entered.pop()) {
    count += 1;
    if (index === matched) isMatch = true;
    if (index === matched || lastEntered[index] === read) continue;
    lastEntered[index] = read;
    const state = automaton.states[index] as State;
    if (state.kind === 'character') waiting.push(index);
    else if (state.kind === 'counted') enterCounted(reading, index, state.max);
    else if (state.kind === 'fork') for (const next of state.next) entered.push(next);
    else if (holds(state.of, input, position) !== state.isNegated) entered.push(state.next);
  }
  spend(steps, count);
  return isMatch;
}

function holds(of: 'start' | 'end' | 'word' | number, { characters, lookarounds }: Input, position: number): boolean {
  if (of === 'start') return position === 0;
  if (of === 'end') return position === characters.length;
  if (of === 'word') return isWordAt(characters, position - 1) !== isWordAt(characters, position);
  return lookarounds[of]?.[position] === 1;
}

function isWordAt(characters: Characters, position: number): boolean {
  return position >= 0 && position < characters.length && isWordCharacter(characters.at(position));
}

function enterCounted({ entries, read, waiting }: Reading, index: number, max: number): void {
  const queue = entries[index] ?? { values: [], head: 0 };
  entries[index] = queue;
  if (queue.head === queue.values.length) waiting.push(index);
  // Without a maximum the oldest entry never leaves, and stands for all.
  else if (max === Number.POSITIVE_INFINITY) return;
  queue.values.push(read);
}

/** Passes each waiting state that matches a character. */
function readCharacter(reading: Reading, code: number, steps: Steps): void {
  const { automaton, entered, entries, read, waiting } = reading;
  spend(steps, waiting.length);
  reading.waiting = [];
  for (const index of waiting) {
    const state = automaton.states[index] as State;
    if (state.kind === 'character') {
      if (state.test(code, steps)) entered.push(state.next);
    } else if (state.kind === 'counted') {
      const queue = entries[index] as Queue;
      if (!state.test(code, steps)) entries[index] = undefined;
      else {
        const age = leaveOld(queue, read + 1 - state.max, read + 1);
        if (queue.head < queue.values.length) reading.waiting.push(index);
        if (age >= state.min) entered.push(state.next);
      }
    }
  }
}

/** Drops the entries before a position. Returns the age of the oldest one that remains. */
function leaveOld(queue: Queue, oldest: number, read: number): number {
  while ((queue.values[queue.head] ?? oldest) < oldest) queue.head += 1;
  return read - (queue.values[queue.head] ?? read);
}
