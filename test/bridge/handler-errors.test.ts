import { createBridge, defineTool, ToolferryError } from 'toolferry';
import { expect, test } from 'vitest';

/** The error of a call whose handler rejects with this reason. */
async function thrown(reason: unknown) {
  const tool = defineTool({
    name: 'break',
    description: 'Break',
    inputSchema: { type: 'object' },
    handler: () => Promise.reject(reason),
  });
  const result = await createBridge({ tools: [tool] }).execute({ id: 'c', name: 'break', input: {} });
  expect(result).toMatchObject({ toolCallId: 'c', toolName: 'break', output: null });
  return result.error;
}

const silent = { code: 'failed', message: '"break" failed without a message.' };

test.for<[string, unknown, string]>([
  ['an Error', new Error('disk full'), 'disk full'],
  ['a class of errors', new RangeError('too far'), 'too far'],
  ['a string', 'just text', 'just text'],
  ['an object with a message', { message: 'like an error', code: 7 }, 'like an error'],
  ['several lines, of which the first counts', new Error('first\n    at secret (/home/me/a.ts:1)'), 'first'],
  ['Windows line breaks, of which the first line counts', new Error('first\r\nsecond'), 'first'],
  ['leading empty lines, which are skipped', new Error('\n\nfirst\nsecond'), 'first'],
])("the error of a call has the handler's message: %s", async ([, reason, message]) => {
  expect(await thrown(reason)).toStrictEqual({ code: 'failed', message });
});

test.for<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a number', 42],
  ['an empty Error', new Error('')],
  ['a blank string', ' \n '],
  ['an object', { reason: 'hidden' }],
  ['a message that is not a string', { message: { a: 1 } }],
])('a handler that fails without a message gets a generic one: %s', async ([, reason]) => {
  expect(await thrown(reason)).toStrictEqual(silent);
});

test("a long message of a handler's error is cut, and says how much is left out", async () => {
  expect((await thrown(new Error('a'.repeat(100_000))))?.message).toBe(
    `${'a'.repeat(2_000)} [… 98000 of 100000 characters left out …]`,
  );
  expect((await thrown(new Error('a'.repeat(2_000))))?.message).toBe('a'.repeat(2_000));
  expect((await thrown(new Error(`${'a'.repeat(1_999)}😀`)))?.message.isWellFormed()).toBe(true);
});

test("the error of a call has no stack, cause or other members of the handler's error", async () => {
  const error = Object.assign(new Error('no', { cause: new Error('secret') }), { token: 'secret', path: '/secret' });
  expect(await thrown(error)).toStrictEqual({ code: 'failed', message: 'no' });
});

test('a ToolferryError of a handler keeps its code and data; data that is not JSON is omitted', async () => {
  const code = 'quota_exceeded';
  expect(await thrown(new ToolferryError(code, 'No more today', { data: { resetAt: new Date(0) } }))).toStrictEqual({
    code,
    message: 'No more today',
    data: { resetAt: '1970-01-01T00:00:00.000Z' },
  });
  expect(await thrown(new ToolferryError(code, 'No', { data: () => 1, cause: 'secret' }))).toStrictEqual({
    code,
    message: 'No',
  });
});

test('a handler that throws synchronously fails its call like one that rejects', async () => {
  const tool = {
    name: 'a',
    description: 'A',
    inputSchema: {},
    handler: () => {
      throw new Error('at once');
    },
  };
  const result = await createBridge({ tools: [tool] }).execute({ id: 'c', name: 'a', input: {} });
  expect(result.error?.message).toBe('at once');
});

test('a circular result is invalid_output, names the tool, and does not affect the next call', async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const tool = {
    name: 'a',
    description: 'A',
    inputSchema: {},
    handler: (input: unknown) => (input as { x?: 1 }).x ?? circular,
  };
  const bridge = createBridge({ tools: [tool] });
  const { error } = await bridge.execute({ id: 'c', name: 'a', input: {} });
  expect(error?.code).toBe('invalid_output');
  expect(error?.message).toMatch(/^"a" returned a value that is not JSON\. .*circular/);
  expect((await bridge.execute({ id: 'd', name: 'a', input: { x: 1 } })).output).toBe(1);
});

test('a handler may be a method of its tool', async () => {
  const counter = {
    name: 'count',
    description: 'Count',
    inputSchema: {},
    total: 0,
    handler() {
      this.total += 1;
      return this.total;
    },
  };
  const bridge = createBridge({ tools: [counter] });
  await bridge.execute({ id: '1', name: 'count', input: {} });
  expect((await bridge.execute({ id: '2', name: 'count', input: {} })).output).toBe(2);
});
