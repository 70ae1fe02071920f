import { expect } from 'vitest';

/** One call of each of the thirty tools, with its input and the output that the model reads. */
export const langChainCalls: readonly (readonly [tool: string, input: unknown, output: unknown])[] = [
  ['add', { a: 1, b: 2 }, 3],
  ['repeat', { text: 'ab' }, 'abab'],
  ['convert_length', { value: 2, unit: 'km' }, { meters: 2000 }],
  ['day_of_week', { date: '2024-02-29' }, 'Thursday'],
  ['factorial', { n: 20 }, { result: '2432902008176640000' }],
  ['area', { shape: { kind: 'circle', radius: 1 } }, 3],
  ['count_folders', { root: { name: '/', folders: [{ name: 'a', folders: [{ name: 'b' }] }] } }, { folders: 3 }],
  ['average', { scores: { ann: 1, bob: 2 } }, 1.5],
  ['distance', { from: [0, 0], to: [3, 4] }, 5],
  ['greet', { name: null }, 'Hello, stranger!'],
  ['reserve', { seat: '2B' }, 'Seat 2B is reserved.'],
  ['slug', { title: 'Hello World' }, 'hello-world'],
  ['label', { id: 'a', colour: 'red' }, { id: 'a', labels: { colour: 'red' } }],
  ['clamp', { value: 12 }, 10],
  ['initials', { first: 'Jane' }, 'JD'],
  ['half', { value: 42 }, 21],
  ['in_stock', { item: 'apple' }, { item: 'apple', left: 3 }],
  ['total', { lines: [{ price: 2.5, count: 2 }] }, 5],
  ['version', {}, '1.2.3'],
  ['remove_note', { id: 'n1' }, expect.stringContaining('There is no note n1.')],
  ['shout', { input: 'hello' }, 'HELLO!'],
  ['reverse', { input: 'hello' }, 'olleh'],
  ['word_count', { input: 'one two' }, '2 words'],
  ['counter', { by: 2 }, { value: 42 }],
  ['search', { word: 'cats' }, '1 page about cats'],
  ['draw', {}, expect.stringContaining('"input_image"')],
  ['copy_files', { files: ['a', 'b'] }, '2 files copied'],
  ['ticket', {}, 'Ticket 7'],
  ['print', {}, expect.stringContaining('There is no paper.')],
  ['double', { value: 21 }, { value: 42 }],
];
/** Calls with inputs that a tool's schema refuses, and a part of the reason that the model reads. */
export const refusedLangChainCalls: readonly (readonly [tool: string, input: unknown, why: string])[] = [
  ['reserve', { seat: '1A' }, 'this seat is taken'],
  ['half', { value: 1 }, 'must be even'],
  ['total', { lines: [{ price: 1 }] }, 'count'],
];
