import { generateText, isStepCount, type ToolSet } from 'ai';
import { scriptedModel } from '../ai-sdk/support/scripted-model.js';

/** One call of each of the thirty tools, in this order. */
export const aiSDKCalls: Readonly<Record<string, unknown>> = {
  add: { a: 2, b: 3 },
  repeat: { text: 'ab' },
  slug: { title: '  Old Man, New Sea ' },
  weekday: { date: '2026-11-21' },
  area: { shape: { kind: 'circle', radius: 1 } },
  convert: { value: 100, to: 'F' },
  total: { lines: [{ price: 2, count: 3 }, { price: 4 }], discount: 1 },
  tally: { counts: { a: 1, b: 2 } },
  distance: { from: [0, 0], to: [3, 4] },
  folders: { root: { name: 'a', folders: [{ name: 'b', folders: [{ name: 'c' }] }] } },
  range: { from: 1, to: 3 },
  divide: { a: 6, b: 3 },
  ping: {},
  forget: { word: 'x' },
  unique: { words: ['a', 'b', 'a'] },
  reverse: { text: 'abc' },
  initials: { name: 'Ada Lovelace' },
  power: { base: 2, exponent: 10 },
  words: { text: 'one two' },
  length: { text: 'four' },
  even: { n: 8 },
  shout: { text: 'hey' },
  first: { list: ['a', 'b'] },
  lookup: { country: 'Peru' },
  countdown: { from: 3 },
  weather: { city: 'Lima' },
  draw: {},
  addNote: { text: 'Buy milk' },
  listNotes: {},
  removeNotes: { really: false },
};

/** Calls that fail, with a part of their messages. */
export const failingAISDKCalls: Readonly<Record<string, { readonly input: unknown; readonly message: string }>> = {
  divide: { input: { a: 1, b: 0 }, message: 'Cannot divide by zero' },
  even: { input: { n: 3 }, message: 'n must be even' },
  range: { input: { from: 2, to: 1 }, message: 'from is after to' },
  unique: { input: { words: [], more: 1 }, message: 'more' },
  first: { input: { list: [] }, message: 'list' },
  lookup: { input: {}, message: 'country' },
};

/** Runs one call in the AI SDK alone. Resolves to the output and to the result that the model is shown. */
export async function callByAISDK(tools: ToolSet, name: string, input: unknown) {
  const { model, saw } = scriptedModel([{ name, input, id: 'c' }]);
  const { steps } = await generateText({ model, tools, stopWhen: isStepCount(2), prompt: 'go' });
  const result = steps[0]?.content.find(({ type }) => type === 'tool-result') as { output: unknown } | undefined;
  return { output: result?.output ?? null, saw: saw().c };
}
