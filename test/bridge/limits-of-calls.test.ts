import { type BridgeLimits, createBridge, defineTool, type PendingCall, toolResult } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.ts';

/** A bridge with a tool that returns this value, and its handler. */
function bridgeOf(value: unknown, limits?: BridgeLimits) {
  const handler = vi.fn(() => value);
  const tool = defineTool({ name: 'give', description: 'Give', inputSchema: { type: 'object' }, handler });
  const bridge = createBridge({ tools: [tool], limits, approve: () => true });
  const call = (input: unknown) => bridge.execute({ id: 'call_1', name: 'give', input });
  return { bridge, call, handler };
}

const nested = (levels: number, inside: unknown = 1): unknown => {
  let value = inside;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};
/** The same array twice in each array: two leaves at the first level, and twice as many at each further one. */
const shared = (levels: number): unknown => {
  let value: unknown = 'leaf';
  for (let level = 0; level < levels; level++) value = [value, value];
  return value;
};

test('an input has at most 200,000 values, and the handler of one with more does not run', async () => {
  const { call, handler } = bridgeOf('done');
  const list = (length: number) => ({ list: Array.from({ length }, (_, n) => n) });
  expect(await call(list(199_998))).toMatchObject({ output: 'done' });
  for (const input of [list(199_999), JSON.stringify(list(199_999)), { deep: nested(490, list(300_000)) }])
    expect((await call(input)).error).toEqual({
      code: 'invalid_input',
      message: 'Invalid input for "give": the input contains more than 200,000 values.',
    });
  expect(handler).toHaveBeenCalledOnce();
});

test('a shared structure in an input or an output is counted as it would be written', async () => {
  const { call, handler } = bridgeOf(shared(60));
  expect((await call({ all: shared(60) })).error?.message).toContain('the input contains more than 200,000 values');
  expect(handler).not.toHaveBeenCalled();
  expect((await call({})).error).toEqual({
    code: 'invalid_output',
    message:
      '"give" returned a value that is not JSON. The value contains more than 1,000,000 values: return a smaller and flatter value.',
  });
});

test('the content, the text and the data of a result are counted too', async () => {
  const long = 'x'.repeat(2 ** 20);
  for (const value of [
    toolResult({ error: { message: 'no', data: shared(60) } }),
    toolResult({ output: shared(60) }),
    Array(65).fill(long),
    new Uint8Array(2 ** 26),
    toolResult({ content: Array(65).fill({ type: 'text', text: long }) }),
  ])
    expect((await bridgeOf(value).call({})).error).toMatchObject({
      code: 'invalid_output',
      message: expect.stringMatching(/contains more than (1,000,000 values|67,108,864 characters)/),
    });
  const tooLong = `"${'x'.repeat(2 ** 26)}"`;
  expect((await bridgeOf(1).call(tooLong)).error?.message).toContain('more than 67,108,864 characters');
  expect((await bridgeOf(1).call({ tooLong })).error?.message).toContain('more than 67,108,864 characters');
});

test('inputNodes and outputNodes set these limits', async () => {
  const small = bridgeOf([1, 2, 3], { inputNodes: 3, outputNodes: 4 });
  expect((await small.call({ a: 1, b: 2 })).output).toEqual([1, 2, 3]);
  expect((await small.call({ a: 1, b: 2, c: 3 })).error?.message).toContain('contains more than 3 values');
  expect((await bridgeOf([1, 2, 3], { outputNodes: 3 }).call({})).error?.message).toContain('more than 3 values');
  const none = bridgeOf(shared(20), { inputNodes: Number.POSITIVE_INFINITY, outputNodes: Number.POSITIVE_INFINITY });
  expect((await none.call({ all: shared(18) })).error).toBeUndefined();
});

test('an approved call may have as many values as inputNodes allows', async () => {
  const approve = vi.fn(() => true);
  const tool = defineTool({
    name: 'give',
    description: 'Give',
    inputSchema: {},
    needsApproval: () => true,
    handler: () => 1,
  });
  const bridge = createBridge({ tools: [tool], approve, limits: { inputNodes: Number.POSITIVE_INFINITY } });
  const input = { list: Array.from({ length: 1_100_000 }, () => 0) };
  expect((await bridge.execute({ id: 'call_1', name: 'give', input })).output).toBe(1);
});

test.for<[string, unknown]>([
  ['nested 8,000 deep', { deep: nested(8_000) }],
  ['nested 100,000 deep', { deep: nested(100_000) }],
  ['whose structure is shared 60 times', { all: shared(60) }],
  ['whose getter throws', Object.defineProperty({}, 'a', { enumerable: true, get: fail })],
])('an input %s fails its own call, and its sibling keeps its result', async ([, input]) => {
  const { bridge, handler } = bridgeOf('done');
  const session = bridge.openRun();
  const calls: PendingCall[] = [
    { id: 'a', name: 'give', input: {} },
    { id: 'b', name: 'give', input },
    { id: 'c', name: 'give', input, ask: 'approval' },
  ];
  const answers = [
    { toolCallId: 'a', output: 'done' },
    { toolCallId: 'b', error: { code: 'invalid_input', message: expect.stringContaining('the input contains') } },
    { toolCallId: 'c', approved: false, reason: expect.stringContaining('the input contains') },
  ];
  expect(await session.answer(calls)).toMatchObject(answers);
  expect(await session.answer(calls)).toMatchObject(answers);
  expect(handler).toHaveBeenCalledOnce();
});

test('a run goes on after a call that is nested 8,000 deep', async () => {
  const { bridge, handler } = bridgeOf('done');
  const input = { deep: nested(8_000) };
  const server = { ...scriptedServer([]), start: async () => ({ status: 'paused' as const, pause }) };
  const calls = ['a', 'b'].map((id) => ({ id, name: 'give', input: id === 'b' ? input : {} }));
  const pause = { version: 1 as const, backend: 'scripted', runId: 'run', calls, state: null };
  const output = await bridge.run(
    { ...server, resume: async (_pause, answers) => ({ status: 'completed', output: [answers] }) },
    '',
  );
  expect(output).toMatchObject([[{ output: 'done' }, { error: { code: 'invalid_input' } }]]);
  expect(handler).toHaveBeenCalledOnce();
});

function fail(): never {
  throw new RangeError('Maximum call stack size exceeded');
}
