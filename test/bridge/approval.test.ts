import { type ApprovalRequest, type Approve, createBridge, type Decision, defineTool } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

const received = vi.fn((_input: unknown) => 'ran');
const transfer = defineTool({
  name: 'transfer',
  description: 'Transfer money',
  inputSchema: z.object({
    amount: z.number().max(100),
    to: z.object({ iban: z.string() }),
    note: z.string().default('-'),
  }),
  metadata: { operationType: 'destructive' },
  handler: (input) => received(input),
});
const input = { amount: 1, to: { iban: 'A' } };

function transferring(approve?: Approve, given: unknown = input, signal?: AbortSignal) {
  received.mockClear();
  const bridge = createBridge({ tools: [transfer], approve });
  return bridge.execute({ id: 'c', name: 'transfer', input: given }, { signal, caller: { kind: 'test', options: 1 } });
}

test('without an approve function, a call that needs approval is denied', async () => {
  const { error } = await transferring();
  expect(error).toEqual({
    code: 'denied',
    message:
      '"transfer" was not run: it needs approval, and no approve function is set. Pass approve to createBridge().',
  });
  expect(received).not.toHaveBeenCalled();
});

test('approve receives the parsed call without defaults, the tool, the reason and the caller', async () => {
  const approve = vi.fn((_request: ApprovalRequest) => true);
  expect((await transferring(approve, JSON.stringify(input))).output).toBe('ran');
  expect(approve.mock.calls[0]?.[0]).toMatchObject({
    call: { id: 'c', name: 'transfer', input },
    tool: { name: 'transfer' },
    reason: 'it is destructive',
    caller: { kind: 'test', options: 1 },
  });
  expect(approve.mock.calls[0]?.[0].call.input).not.toHaveProperty('note');
  expect(received).toHaveBeenCalledExactlyOnceWith({ ...input, note: '-' });
});

test.for<[string, unknown]>([
  ['false', false],
  ["'yes'", 'yes'],
  ['1', 1],
  ['undefined', undefined],
  ['null', null],
  ['an empty object', {}],
  ["{ approved: 'true' }", { approved: 'true' }],
  ['{ approved: 1 }', { approved: 1 }],
  ['{ approved: false } with an input', { approved: false, input }],
])('approve returning %s denies the call', async ([, decision]) => {
  const { error } = await transferring(() => decision as Decision);
  expect(error).toEqual({ code: 'denied', message: '"transfer" was not run: it was not approved.' });
  expect(received).not.toHaveBeenCalled();
});

test('an approve that throws or rejects denies the call, and its error is not disclosed', async () => {
  const broken = () => {
    throw new Error('secret');
  };
  for (const approve of [broken, async () => broken()])
    expect((await transferring(approve)).error).toEqual({
      code: 'denied',
      message: '"transfer" was not run: the approve function failed.',
    });
});

test('the approve option of execute replaces that of the bridge for one call', async () => {
  const ours = vi.fn(() => true);
  const bridge = createBridge({ tools: [transfer], approve: ours });
  const call = { id: 'c', name: 'transfer', input };
  expect((await bridge.execute(call, { approve: () => false })).error?.code).toBe('denied');
  expect(ours).not.toHaveBeenCalled();
  expect((await bridge.execute(call, { approve: undefined })).output).toBe('ran');
});

test('a blank reason of a refusal is none', async () => {
  const { error } = await transferring(() => ({ approved: false, reason: ' ' }));
  expect(error?.message).toContain('was not run: it was not approved.');
});

test('the reason of a refusal is in the error', async () => {
  const { error } = await transferring(() => ({ approved: false, reason: 'too late today' }));
  expect(error?.message).toBe('"transfer" was not run: too late today.');
});

test('an input edited by approve replaces the original, as an object or JSON text, and defaults apply to it', async () => {
  await transferring(() => ({ approved: true, input: { ...input, amount: 50 } }));
  expect(received).toHaveBeenCalledExactlyOnceWith({ ...input, amount: 50, note: '-' });
  await transferring(async () => ({ approved: true, input: JSON.stringify({ ...input, amount: 60 }) }));
  expect(received).toHaveBeenCalledExactlyOnceWith({ ...input, amount: 60, note: '-' });
});

test('an edited input is validated again, without asking for approval again', async () => {
  const approve = vi.fn(() => ({ approved: true, input: { ...input, amount: 1000 } }));
  expect((await transferring(approve)).error?.code).toBe('invalid_input');
  expect(approve).toHaveBeenCalledOnce();
  expect((await transferring(() => ({ approved: true, input: 'no object' }))).error?.code).toBe('invalid_input');
  expect((await transferring(() => ({ approved: true, input: null }))).error?.code).toBe('invalid_input');
  expect(received).not.toHaveBeenCalled();
});

test('the policy is applied again to an edited input', async () => {
  const bridge = createBridge({
    tools: [transfer],
    policy: (_, call) => ((call?.input as typeof input | undefined)?.to.iban === 'B' ? 'block' : 'ask'),
    approve: () => ({ approved: true, input: { ...input, to: { iban: 'B' } } }),
  });
  expect((await bridge.execute({ id: 'c', name: 'transfer', input })).error?.code).toBe('denied');
});

test('neither the caller nor approve can change the input while approval is pending', async () => {
  const shared = structuredClone(input);
  await transferring(async (request) => {
    shared.to.iban = 'changed by the caller';
    (request.call.input as typeof input).to.iban = 'changed by approve';
    return true;
  }, shared);
  expect(received).toHaveBeenCalledExactlyOnceWith({ ...input, note: '-' });
});

test('approve cannot change the input of a tool with plain JSON Schema, whose input is not copied by parsing', async () => {
  const handler = vi.fn((_given: unknown) => 'ran');
  const bridge = createBridge({
    tools: [{ name: 'plain', description: 'Plain', inputSchema: { type: 'object' }, handler }],
    policy: () => 'ask',
    approve: ({ call }) => {
      (call.input as typeof input).to.iban = 'changed by approve';
      return true;
    },
  });
  await bridge.execute({ id: 'c', name: 'plain', input });
  expect(handler.mock.calls[0]?.[0]).toEqual(input);
});

test('changing the edited input after approve has returned has no effect', async () => {
  const edited = structuredClone(input);
  const handler = vi.fn((_given: unknown) => 'ran');
  const tool = {
    name: 'plain',
    description: 'Plain',
    inputSchema: { type: 'object' },
    validate: async (value: unknown) => {
      edited.to.iban = 'changed after the answer';
      return { value };
    },
    handler,
  };
  const bridge = createBridge({
    tools: [tool],
    policy: () => 'ask',
    approve: () => {
      edited.to.iban = 'edited';
      return { approved: true, input: edited };
    },
  });
  await bridge.execute({ id: 'c', name: 'plain', input: {} });
  expect(handler.mock.calls[0]?.[0]).toEqual({ ...input, to: { iban: 'edited' } });
});

test('an abort while approve is pending ends the call, and a later approval runs nothing', async () => {
  const controller = new AbortController();
  const later: { yes?: (decision: boolean) => void; signal?: AbortSignal } = {};
  const approve: Approve = ({ signal }) => {
    later.signal = signal;
    controller.abort();
    return new Promise((resolve) => {
      later.yes = resolve;
    });
  };
  expect((await transferring(approve, input, controller.signal)).error?.code).toBe('aborted');
  expect(later.signal?.aborted).toBe(true);
  later.yes?.(true);
  await new Promise(setImmediate);
  expect(received).not.toHaveBeenCalled();
});

test('a call that is aborted before approval does not call approve', async () => {
  const approve = vi.fn(() => true);
  expect((await transferring(approve, input, AbortSignal.abort())).error?.code).toBe('aborted');
  expect(approve).not.toHaveBeenCalled();
});
