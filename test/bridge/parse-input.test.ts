import fc from 'fast-check';
import { createBridge, defineTool } from 'toolferry';
import { expect, test } from 'vitest';

const echo = defineTool({ name: 'echo', description: 'Echo', inputSchema: {}, handler: (input) => ({ got: input }) });
const bridge = createBridge({ tools: [echo] });
const call = (input: unknown) => bridge.execute({ id: 'c', name: 'echo', input });
const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

test.for<[string, unknown]>([
  ['absent', undefined],
  ['null', null],
  ['empty text', ''],
  ['blank text', ' \n\t'],
  ['the text null', 'null'],
  ['the text null with spaces', ' null '],
  ['an empty object', {}],
  ['the text of an empty object', '{}'],
])('%s input is {}', async ([, input]) => {
  expect((await call(input)).output).toEqual({ got: {} });
});

test('an object arrives as it is, sent as object or as text', async () => {
  const input = { a: [1, { b: null }], c: 'd', 'key with space': true };
  expect((await call(input)).output).toEqual({ got: input });
  expect((await call(JSON.stringify(input))).output).toEqual({ got: input });
});

test.for<[string, unknown]>([
  ['text that is no JSON', '{"a":'],
  ['text after a byte order mark', '\ufeff{"a":1}'],
  ['a text in a text', '"{\\"a\\":1}"'],
  ['the text of a list', '[1]'],
  ['the text of a number', '1'],
  ['the text false', 'false'],
  ['a list', [1]],
  ['a number', 1],
  ['a boolean', false],
  ['a function', () => ({})],
  ['a circular object', circular()],
  ['an object with a stream in it', { body: new ReadableStream() }],
  ['an own __proto__ key', JSON.parse('{"__proto__":{"a":1}}')],
  ['the text of an own __proto__ key', '{"__proto__":{"a":1}}'],
  ['an own __proto__ key at any depth', '{"a":[{"b":{"__proto__":1}}]}'],
  ['an escaped __proto__ key', '{"\\u005f_proto__":1}'],
  ['an object of 1,000 levels', nested(1000)],
  ['text of 200,000 levels', nested(200_000)],
])('%s is invalid_input', async ([, input]) => {
  const result = await call(input);
  expect(result.error?.code).toBe('invalid_input');
  expect(result.error?.message).toMatch(/^Invalid input for "echo": the input /);
});

test('any JSON object without __proto__ reaches the handler', async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })).filter(hasNoPrototypeKey);
  await fc.assert(
    fc.asyncProperty(object, async (input) => {
      const viaText = JSON.parse(JSON.stringify(input));
      expect((await call(JSON.stringify(input))).output).toEqual({ got: viaText });
    }),
  );
});

function hasNoPrototypeKey(value: object): boolean {
  return !JSON.stringify(value).includes('__proto__');
}

function circular() {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}
