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
  ['an empty string', ''],
  ['a blank string', ' \n\t'],
  ['the string null', 'null'],
  ['the string null with spaces', ' null '],
  ['an empty object', {}],
  ['the JSON text of an empty object', '{}'],
])('an input that is %s is parsed as {}', async ([, input]) => {
  expect((await call(input)).output).toEqual({ got: {} });
});

test('the handler receives an object as it was sent, whether as an object or as JSON text', async () => {
  const input = { a: [1, { b: null }], c: 'd', 'key with space': true };
  expect((await call(input)).output).toEqual({ got: input });
  expect((await call(JSON.stringify(input))).output).toEqual({ got: input });
});

test.for<[string, unknown]>([
  ['text that is not JSON', '{"a":'],
  ['JSON text after a byte order mark', '\ufeff{"a":1}'],
  ['JSON text inside JSON text', '"{\\"a\\":1}"'],
  ['the JSON text of an array', '[1]'],
  ['the JSON text of a number', '1'],
  ['the string false', 'false'],
  ['an array', [1]],
  ['a number', 1],
  ['a boolean', false],
  ['a function', () => ({})],
  ['a circular object', circular()],
  ['an object that contains a stream', { body: new ReadableStream() }],
  ['an own __proto__ key', JSON.parse('{"__proto__":{"a":1}}')],
  ['JSON text with a __proto__ key', '{"__proto__":{"a":1}}'],
  ['an own __proto__ key at any depth', '{"a":[{"b":{"__proto__":1}}]}'],
  ['an escaped __proto__ key', '{"\\u005f_proto__":1}'],
  ['an object of 1,000 levels', nested(1000)],
  ['JSON text of 200,000 levels', nested(200_000)],
])('input is invalid_input if it is %s', async ([, input]) => {
  const result = await call(input);
  expect(result.error?.code).toBe('invalid_input');
  expect(result.error?.message).toMatch(/^Invalid input for "echo": the input /);
});

test('the handler receives any JSON object without a __proto__ key unchanged', async () => {
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

test.for<[string, unknown]>([
  ['inside a string', '{"path":"a'],
  ['inside an escape', '{"path":"a\\'],
  ['after a comma', '{"path":"a",'],
  ['inside a nested array', '{"paths":["a","}]'],
])('JSON text that ends %s is said to be cut off', async ([, input]) => {
  const { error } = await call(input);
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('cut off in transit') });
  expect(error?.message).toContain(`after ${String(input).length} characters`);
});

test.for(['not json', '{"a":1}}', '{"a":1}{"b":2}', "{'a':1}"])(
  'invalid JSON text that is whole is not said to be cut off: %s',
  async (input) => {
    const { error } = await call(input);
    expect(error?.message).toMatch(/not valid JSON\.$/);
  },
);
