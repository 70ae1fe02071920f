import { type Action, type ClientTool, defineTool, type ErrorContext } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { cutOff, inputSchema } from './support/cut-off.ts';

/** A tool that records the inputs that it ran with. */
function toolWith(more: Partial<ClientTool>) {
  const handler = vi.fn((_input: unknown, _context: { readonly idempotencyKey?: string | undefined }) => 'done');
  const tool: ClientTool = { ...defineTool({ name: 'send', description: 'Send', inputSchema, handler }), ...more };
  return { tool, handler };
}

const answer = (part: object) => [[{ toolCallId: 'call', ...part }]];

test('a cut-off call is answered with outcome_unknown, in words that a model can use', async () => {
  const { tool, handler } = toolWith({});
  const { next } = await cutOff(tool);
  const message = expect.stringContaining('Nobody knows whether "send" ran');
  await expect(next({ tools: [tool] })).resolves.toMatchObject(
    answer({ toolName: 'send', output: null, error: { code: 'outcome_unknown', message } }),
  );
  expect(handler).toHaveBeenCalledTimes(1);
});

test.for<[string, Partial<ClientTool>]>([
  ['idempotent: true', { idempotent: true }],
  ["operationType: 'read'", { metadata: { operationType: 'read' } }],
])('a cut-off call of a tool with %s is run again, with the same idempotency key', async ([, more]) => {
  const { tool, handler } = toolWith(more);
  const { next } = await cutOff(tool);
  await expect(next({ tools: [tool] })).resolves.toMatchObject(answer({ output: 'done' }));
  const keys = handler.mock.calls.map(([, { idempotencyKey }]) => idempotencyKey);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}-call$/), keys[0]]);
});

test.for<[string, Partial<ClientTool>]>([
  ['idempotent: "yes"', { idempotent: 'yes' as never }],
  ["operationType: 'write'", { metadata: { operationType: 'write' } }],
])('%s does not make a call safe to repeat', async ([, more]) => {
  const { tool } = toolWith(more);
  const { next } = await cutOff(tool);
  await expect(next({ tools: [tool] })).resolves.toMatchObject(answer({ error: { code: 'outcome_unknown' } }));
});

test('lookUpOutcome gets the validated input and the context of the call, and its output is the answer', async () => {
  const lookUpOutcome = vi.fn(() => ({ output: { id: 7 } }));
  const { tool, handler } = toolWith({ lookUpOutcome });
  const { next } = await cutOff(tool);
  await expect(next({ tools: [tool] })).resolves.toMatchObject(answer({ output: { id: 7 } }));
  const context = {
    toolCallId: 'call',
    signal: expect.any(AbortSignal),
    idempotencyKey: expect.stringMatching(/-call$/),
  };
  expect(lookUpOutcome).toHaveBeenCalledExactlyOnceWith({ n: 1 }, expect.objectContaining(context));
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a call that lookUpOutcome calls not-started is run', async () => {
  const { tool, handler } = toolWith({ lookUpOutcome: () => 'not-started' });
  const { next } = await cutOff(tool);
  await expect(next({ tools: [tool] })).resolves.toMatchObject(answer({ output: 'done' }));
  expect(handler).toHaveBeenCalledTimes(2);
});

test.for<[string, NonNullable<ClientTool['lookUpOutcome']>, number]>([
  ['returns undefined', async () => undefined, 0],
  ['returns something else', () => 'no' as never, 0],
  ['throws', () => Promise.reject(new Error('down')), 1],
  ['returns an output that is not JSON', () => ({ output: () => 1 }), 1],
])(
  'the outcome is unknown where lookUpOutcome %s, and what it throws reaches onError',
  async ([, lookUpOutcome, errors]) => {
    const onError = vi.fn((_error: unknown, _where: ErrorContext) => {});
    const { tool, handler } = toolWith({ lookUpOutcome });
    const { next } = await cutOff(tool);
    await expect(next({ tools: [tool], onError })).resolves.toMatchObject(
      answer({ error: { code: 'outcome_unknown' } }),
    );
    expect(onError.mock.calls.map(([, where]) => where.source)).toEqual(Array(errors).fill('lookUpOutcome'));
    expect(handler).toHaveBeenCalledTimes(1);
  },
);

test('a lookUpOutcome that hangs is given up after the time-out of its tool', async () => {
  const { tool } = toolWith({ lookUpOutcome: () => new Promise(() => {}) });
  const { next } = await cutOff(tool);
  await expect(next({ tools: [tool], timeoutMs: 20 })).resolves.toMatchObject(
    answer({ error: { code: 'outcome_unknown' } }),
  );
});

test('a cut-off call that the policy blocks now is not reported as one that never ran', async () => {
  const { tool } = toolWith({ idempotent: true });
  const { next } = await cutOff(tool);
  const blocked = { tools: [tool], policy: (_tool: unknown, call?: object): Action => (call ? 'block' : 'allow') };
  await expect(next(blocked)).resolves.toMatchObject(answer({ error: { code: 'outcome_unknown' } }));
});

test('a cut-off call that was approved is not asked about again, and runs with the input that was approved', async () => {
  const { tool, handler } = toolWith({ idempotent: true, metadata: { requiresApproval: true } });
  const approve = vi.fn(() => ({ approved: true, input: { n: 2 } }));
  const { next } = await cutOff(tool, { approve });
  await expect(next({ tools: [tool], approve })).resolves.toMatchObject(answer({ output: 'done' }));
  expect(approve).toHaveBeenCalledTimes(1);
  expect(handler.mock.calls.map(([input]) => input)).toEqual([{ n: 2 }, { n: 2 }]);
});
