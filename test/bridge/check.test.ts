import { type ClientTool, createBridge } from 'toolferry';
import { expect, test, vi } from 'vitest';

const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
const handler = vi.fn(() => 'ran');
const tool = (name: string, more: Partial<ClientTool> = {}): ClientTool => ({
  name,
  description: 'A tool',
  inputSchema: schema,
  handler,
  ...more,
});
const check = (checked: ClientTool, input: unknown) =>
  createBridge({ tools: [checked] }).check({ id: 'c', name: checked.name, input });

test('check returns the parsed call and the value that the handler would get, and runs nothing', async () => {
  const doubled = tool('double', { validate: () => ({ value: { n: 2 } }) });
  expect(await check(doubled, '{"n":1}')).toEqual({
    call: { id: 'c', name: 'double', input: { n: 1 } },
    value: { n: 2 },
  });
  expect(handler).not.toHaveBeenCalled();
});

test('check reports why the call would have to be approved: the policy, or the author', async () => {
  const destructive = tool('remove', { metadata: { operationType: 'destructive' } });
  expect(await check(destructive, { n: 1 })).toMatchObject({ ask: 'it is destructive' });
  const careful = tool('pay', { needsApproval: (input) => (input as { n: number }).n > 100 && 'it is more than 100' });
  expect(await check(careful, { n: 101 })).toMatchObject({ ask: 'it is more than 100' });
  expect(await check(careful, { n: 1 })).not.toHaveProperty('ask');
});

test('check returns the result that refuses a call, as execute would', async () => {
  const blocked = { ...tool('blocked'), metadata: { category: 'no' } };
  const bridge = createBridge({
    tools: [tool('work'), blocked],
    policy: ({ name }) => (name === 'blocked' ? 'block' : 'allow'),
  });
  for (const call of [
    { id: '1', name: 'missing', input: { n: 1 } },
    { id: '2', name: 'work', input: 'not JSON' },
    { id: '3', name: 'work', input: { n: 'one' } },
    { id: '4', name: 'blocked', input: { n: 1 } },
  ])
    expect(await bridge.check(call)).toEqual({ refused: await bridge.execute(call) });
});

test('check refuses a call if the bridge no longer has the expected tool', async () => {
  const [one, other] = [tool('work'), tool('work')];
  const bridge = createBridge({ tools: [other] });
  const call = { id: 'c', name: 'work', input: { n: 1 } };
  expect(await bridge.check(call, { tool: one })).toMatchObject({ refused: { error: { code: 'unknown_tool' } } });
  expect(await bridge.check(call, { tool: other })).toMatchObject({ call });
});

test('check passes a headless tool, which execute cannot run', async () => {
  const { handler: _, ...headless } = tool('elsewhere');
  expect(await check(headless, { n: 1 })).toMatchObject({ value: { n: 1 } });
});

test('check refuses as aborted under an aborted signal, and passes the caller to the author', async () => {
  const needsApproval = vi.fn(() => false);
  const bridge = createBridge({ tools: [tool('work', { needsApproval })] });
  const call = { id: 'c', name: 'work', input: { n: 1 } };
  const signal = AbortSignal.abort();
  expect(await bridge.check(call, { signal })).toMatchObject({ refused: { error: { code: 'aborted' } } });
  const caller = { kind: 'test', options: 1 };
  await bridge.check(call, { caller });
  expect(needsApproval).toHaveBeenCalledExactlyOnceWith({ n: 1 }, expect.objectContaining({ toolCallId: 'c', caller }));
});

test('check does not ask about a headless tool: the process that runs it does', async () => {
  const needsApproval = vi.fn(() => true);
  const { handler: _, ...headless } = tool('elsewhere', { needsApproval, metadata: { requiresApproval: true } });
  expect(await check(headless, { n: 1 })).not.toHaveProperty('ask');
  expect(needsApproval).not.toHaveBeenCalled();
});
