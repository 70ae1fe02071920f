import { createBridge, defineTool } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

test('needsApproval receives the parsed input; true, an invalid result or a throw requires approval', async () => {
  const conditions: [(input: { amount: number }) => boolean | Promise<boolean>, boolean][] = [
    [({ amount }) => amount > 10, true],
    [async ({ amount }) => amount > 100, false],
    [() => Promise.reject(new Error('broken')), true],
    [() => 'no' as unknown as boolean, true],
  ];
  for (const [needsApproval, isAsked] of conditions) {
    const approve = vi.fn(() => true);
    const tool = defineTool({
      name: 'pay',
      description: 'Pay',
      inputSchema: z.object({ amount: z.coerce.number() }),
      needsApproval,
      handler: () => 'ran',
    });
    const bridge = createBridge({ tools: [tool], approve });
    expect((await bridge.execute({ id: 'c', name: 'pay', input: { amount: '50' } })).output).toBe('ran');
    expect(approve).toHaveBeenCalledTimes(isAsked ? 1 : 0);
  }
});

test('needsApproval cannot loosen the policy', async () => {
  const tool = {
    name: 'remove',
    description: 'Remove',
    inputSchema: { type: 'object' },
    metadata: { operationType: 'destructive' },
    needsApproval: () => false,
    handler: () => 'ran',
  };
  const bridge = createBridge({ tools: [tool] });
  expect((await bridge.execute({ id: 'c', name: 'remove', input: {} })).error?.code).toBe('denied');
});

test('needsApproval receives the caller, and a string that it returns is the reason for approval', async () => {
  const needsApproval = vi.fn(() => 'it costs money');
  const tool = defineTool({ name: 'pay', description: 'Pay', inputSchema: {}, needsApproval, handler: () => 'ran' });
  const reasons: unknown[] = [];
  const bridge = createBridge({ tools: [tool], approve: ({ reason }) => reasons.push(reason) > 0 });
  const caller = { kind: 'test', options: {} };
  expect((await bridge.execute({ id: 'c', name: 'pay', input: {} }, { caller })).output).toBe('ran');
  expect(reasons).toEqual(['it costs money']);
  expect(needsApproval.mock.calls).toEqual([[{}, { toolCallId: 'c', caller, signal: expect.any(AbortSignal) }]]);
});
