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
  ['an Error with other members', Object.assign(new Error('no'), { status: 500, token: 'secret' }), 'no'],
  ['a string', 'just text', 'just text'],
  ['several lines', new Error('first\nsecond\r\n\nthird'), 'first\nsecond\r\n\nthird'],
  ['JSON, as a ZodError has it', new Error('[\n  { "path": ["a"] }\n]'), '[\n  { "path": ["a"] }\n]'],
  ['blank lines around it', new Error('\n\n first\nsecond\n \n'), 'first\nsecond'],
  ['a line that begins with "at"', new Error('Too late:\nat 10:30 it closes'), 'Too late:\nat 10:30 it closes'],
  ['an indented one', new Error('bad\n  at line 3 (see docs)\nuse spaces'), 'bad\n  at line 3 (see docs)\nuse spaces'],
  ['an address', new Error('Write to me@example.org:\nsoon'), 'Write to me@example.org:\nsoon'],
])("the error of a call has the handler's whole message: %s", async ([, reason, message]) => {
  expect(await thrown(reason)).toStrictEqual({ code: 'failed', message });
});

test.for([
  '    at secret (/home/me/a.ts:1)',
  '    at secret (/home/me/a.ts:1:20)\n    at other (/home/me/b.ts:1:20)',
  '    at file:///home/me/a.ts:1:20',
  'at async secret (/home/me/a.ts:1:20)',
  '    at async Promise.all (index 0)',
  '    at <anonymous>',
  '    at /home/me/a.ts',
  '    at wasm://wasm/home:0x1f2',
  '    at secret (/home/me/a.ts:1:20) {',
  'secret@file:///home/me/a.ts:1:20',
  'global code@file:///home/me/a.ts:1:20',
  'secret@[native code]',
  'secret@file:///home/me/my app/a.ts:1:20',
  'secret@file:///home/me/a.ts line 3 > eval:1:20',
  '  File "/home/me/a.py", line 3, in secret',
  'Require stack:\n- /home/me/a.ts',
  '@/home/me/a.ts:1:20',
  `    at secret (/home/me/${'long/'.repeat(500)}a.ts:1:20)`,
])('a message ends before the first line of a stack: %s', async (stack) => {
  expect((await thrown(new Error(`first\nsecond\n${stack}\nafter`)))?.message).toBe('first\nsecond');
  expect(await thrown(new Error(stack))).toStrictEqual(silent);
});

test('the path of a stack line that begins within the limit and ends past it is not shown', async () => {
  const message = `${'a'.repeat(4_000)}\n    at secret (/home/me/${'long/'.repeat(100)}a.ts:1:20)`;
  expect((await thrown(new Error(message)))?.message).toBe('a'.repeat(4_000));
});

test.for<[string, unknown, string]>([
  ['a message', { message: 'like an error', token: 'secret' }, 'like an error'],
  ['a response', { status: 500, statusCode: 501, body: 'secret' }, 'status: 500, statusCode: 501'],
  ['all', { message: 'no', name: 'HTTPError', code: 7n, status: true }, 'no, status: true, code: 7, name: HTTPError'],
  ['an own message beside members that are not primitive', { message: 'no', code: { a: 'secret' } }, 'no'],
])(
  'a thrown object that is no Error shows only its primitive status, code, name and message: %s',
  async ([, reason, message]) => {
    expect(await thrown(reason)).toStrictEqual({ code: 'failed', message });
  },
);

test('an AggregateError shows the messages of its members', async () => {
  const inner = new AggregateError([new Error('three\n    at x (y:1)')], 'two');
  const error = new AggregateError([new Error('one'), inner, { status: 404 }, new Error('')], 'All failed');
  expect((await thrown(error))?.message).toBe('All failed\none\ntwo\nstatus: 404\nthree');
  expect((await thrown(new AggregateError([new Error('refused')])))?.message).toBe('refused');
});

test('AggregateErrors that contain themselves or share members, and one with 100,000 members, have a message', async () => {
  const circular = new AggregateError([], 'circle');
  circular.errors.push(circular, circular);
  expect((await thrown(circular))?.message).toBe('circle');
  let shared: Error = new Error('innermost');
  for (let level = 0; level < 25; level++) shared = new AggregateError([shared, shared], `level ${level}`);
  expect((await thrown(shared))?.message).toMatch(/^level 24\nlevel 23\n/);
  const many = new AggregateError(Array.from({ length: 100_000 }, (_, index) => new Error(`no ${index}`)));
  expect((await thrown(many))?.message).toMatch(/^no 0\nno 1\n/);
});

test.for<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a number', 42],
  ['an empty Error', new Error('')],
  ['a blank string', ' \n '],
  ['an object', { reason: 'hidden' }],
  ['a message that is not a primitive', { message: { a: 1 } }],
])('a handler that fails without a message gets a generic one: %s', async ([, reason]) => {
  expect(await thrown(reason)).toStrictEqual(silent);
});

test("a handler's message is cut at 4 KiB, with a note of how much is left out", async () => {
  expect((await thrown(new Error('a'.repeat(100_000))))?.message).toBe(
    `${'a'.repeat(4_096)} [… 95904 of 100000 characters left out …]`,
  );
  expect((await thrown(new Error('a'.repeat(4_096))))?.message).toBe('a'.repeat(4_096));
  expect((await thrown(new Error('ä'.repeat(4_096))))?.message).toMatch(/^ä{2048} \[… 2048 of 4096 characters/);
  expect((await thrown(new Error(`${'a'.repeat(4_095)}😀`)))?.message.isWellFormed()).toBe(true);
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

test('an error whose members throw when they are read is a failed call', async () => {
  const unreadable = (member: string) =>
    Object.defineProperty(new ToolferryError('quota', 'No more'), member, {
      get: () => {
        throw new Error('no');
      },
    });
  expect(await thrown(unreadable('code'))).toStrictEqual({ code: 'failed', message: 'No more' });
  expect(await thrown(unreadable('data'))).toStrictEqual({ code: 'quota', message: 'No more' });
  expect(await thrown(unreadable('message'))).toMatchObject({ code: 'quota' });
});
