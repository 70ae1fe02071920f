import fc from 'fast-check';
import { createBridge, defineTool, type ToolContext, ToolferryError, toolResult } from 'toolferry';
import { expect, test } from 'vitest';

const anyObject = { type: 'object' } as const;

test('execute runs the handler with the checked input and returns its output as JSON', async () => {
  const add = defineTool({
    name: 'add',
    namespace: 'math',
    description: 'Add',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    handler: ({ a }) => ({ sum: a + 1, at: new Date(0) }),
  });
  const bridge = createBridge({ tools: [add] });
  expect(await bridge.execute({ id: 'c1', name: 'math_add', input: '{"a":1}' })).toStrictEqual({
    toolCallId: 'c1',
    toolName: 'math_add',
    output: { sum: 2, at: '1970-01-01T00:00:00.000Z' },
  });
  const bad = await bridge.execute({ id: 'c2', name: 'math_add', input: {} });
  expect(bad).toStrictEqual({
    toolCallId: 'c2',
    toolName: 'math_add',
    output: null,
    error: { code: 'invalid_input', message: 'Invalid input for "math_add": must have required properties a.' },
  });
});

/** A bridge that records each of its steps, with the result of each step. */
function traced(steps: { verdict?: 'allow' | 'ask' | 'block'; isValid?: boolean; approved?: boolean } = {}) {
  const trace: string[] = [];
  const step = <Value>(name: string, value: Value): Value => {
    trace.push(name);
    return value;
  };
  const { verdict = 'ask', isValid = true, approved = true } = steps;
  const bridge = createBridge({
    tools: [
      {
        name: 'go',
        description: 'Go',
        inputSchema: anyObject,
        validate: (value) => step('validate', isValid ? { value } : { issues: [{ message: 'no' }] }),
        handler: () => step('run', { toJSON: () => step('shape', 1) }),
      },
    ],
    policy: (_, call) => (call === undefined ? 'allow' : step('policy', verdict)),
    approve: () => step('approve', approved),
  });
  return { trace, call: (input: unknown, name = 'go') => bridge.execute({ id: 'c', name, input }) };
}

test('execute resolves, parses, applies the policy, validates, asks for approval, applies the policy again, runs and shapes, in this order', async () => {
  const whole = traced();
  expect((await whole.call({})).output).toBe(1);
  expect(whole.trace).toEqual(['policy', 'validate', 'approve', 'policy', 'run', 'shape']);
});

test.for<[string, Parameters<typeof traced>[0], { input?: unknown; name?: string }, string, string[]]>([
  ['an unknown tool', {}, { name: 'unknown' }, 'unknown_tool', []],
  ['text that is not JSON', {}, { input: 'no JSON' }, 'invalid_input', []],
  ['a blocked tool with invalid input', { verdict: 'block', isValid: false }, {}, 'denied', ['policy']],
  ['invalid input', { isValid: false }, {}, 'invalid_input', ['policy', 'validate']],
  ['a refusal by approve', { approved: false }, {}, 'denied', ['policy', 'validate', 'approve']],
])('%s ends the call before any later step', async ([, steps, { input = {}, name = 'go' }, code, seen]) => {
  const { trace, call } = traced(steps);
  expect((await call(input, name)).error?.code).toBe(code);
  expect(trace).toEqual(seen);
});

test('a call of an unknown tool returns an error that lists the available tools without blocked ones', async () => {
  const tool = (name: string) => ({ name, description: 'A tool', inputSchema: anyObject, handler: () => name });
  const bridge = createBridge({
    tools: [tool('fs.read'), tool('fs.write'), tool('hidden')],
    policy: ({ name }) => (name === 'hidden' ? 'block' : 'allow'),
  });
  expect((await bridge.execute({ id: 'c', name: 'fs.read', input: {} })).error).toEqual({
    code: 'unknown_tool',
    message: 'There is no tool "fs.read". Available tools: fs_read, fs_write.',
  });
  const empty = await createBridge().execute({ id: 'c', name: '__proto__', input: {} });
  expect(empty.error?.message).toBe('There is no tool "__proto__". No tools are available.');
});

test('a call that expects a certain tool is unknown_tool after that tool was removed or replaced', async () => {
  const tool = defineTool({ name: 'a', description: 'A', inputSchema: anyObject, handler: () => 'old' });
  const bridge = createBridge({ tools: [tool] });
  const call = { id: 'c', name: 'a', input: {} };
  expect((await bridge.execute(call, { tool })).output).toBe('old');
  bridge.tools.remove('a');
  bridge.tools.add({ ...tool, handler: () => 'new' });
  expect((await bridge.execute(call, { tool })).error?.code).toBe('unknown_tool');
  expect((await bridge.execute(call)).output).toBe('new');
});

test('the policy is applied again to each call', async () => {
  let isOpen = true;
  const tool = defineTool({ name: 'a', description: 'A', inputSchema: anyObject, handler: () => 'ran' });
  const bridge = createBridge({ tools: [tool], policy: () => (isOpen ? 'allow' : 'block') });
  const call = { id: 'c', name: 'a', input: {} };
  expect((await bridge.execute(call)).output).toBe('ran');
  isOpen = false;
  expect((await bridge.execute(call)).error?.code).toBe('denied');
});

test('for anything that a handler returns, throws or reports, the call has exactly one result, and it is JSON', async () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
  // Functions that create the values: fast-check itself cannot hold them.
  const hostile = fc.constantFrom<() => unknown>(
    () => new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing }),
    () => Object.defineProperty(new Error(), 'message', { get: throwing }),
    () => Object.defineProperty({}, 'is_bubble_up', { get: throwing }),
    () => Object.defineProperty({}, 'then', { get: throwing }),
    () => Object.assign(new Error('a'), { is_bubble_up: 'yes' }),
    () => new ToolferryError('own', 'mine', { data: { self: globalThis } }),
    () => toolResult({ content: [() => 1] as never }),
    () => Object.create(toolResult({ output: Symbol('a') })),
  );
  const value = fc.oneof(
    anything.map((given) => () => given),
    hostile,
  );
  const act = fc.constantFrom<(given: unknown, context: ToolContext) => unknown>(
    (given) => given,
    (given) => {
      throw given;
    },
    async (given) => given,
    (given) => Promise.reject(given),
    (given, { progress }) => progress(given),
  );
  await fc.assert(
    fc.asyncProperty(value, act, anything, async (given, handle, input) => {
      const tool = {
        name: 'a',
        description: 'A',
        inputSchema: {},
        handler: (_: unknown, c: ToolContext) => handle(given(), c),
      };
      const result = await createBridge({ tools: [tool] }).execute({ id: 'c', name: 'a', input });
      expect(result.toolCallId).toBe('c');
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    }),
    { numRuns: 1000 },
  );
});

function throwing(): never {
  throw new Error('hostile');
}
