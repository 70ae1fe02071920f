import type { Tool } from 'ai';
import { createBridge } from 'toolferry';
import { createToolsFromClient, fromAISDKTool } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const inputSchema = z.object({ amount: z.coerce.number() });
const pay = (needsApproval?: unknown) =>
  fromAISDKTool('pay', { inputSchema, needsApproval, execute: () => 'paid' } as unknown as Tool);

async function outcome(needsApproval: unknown, amount: unknown, approve?: () => boolean) {
  const bridge = createBridge({ tools: [await pay(needsApproval)], approve });
  const { output, error } = await bridge.execute({ id: 'c', name: 'pay', input: { amount } });
  return error?.code ?? output;
}

test('needsApproval makes the bridge request approval, and nothing runs without it', async () => {
  expect(await outcome(true, 1)).toBe('denied');
  expect(await outcome(true, 1, () => false)).toBe('denied');
  expect(await outcome(true, 1, () => true)).toBe('paid');
  expect(await outcome(false, 1)).toBe('paid');
  expect(await outcome(undefined, 1)).toBe('paid');
});

test('a needsApproval function gets the parsed input and the call', async () => {
  const seen: unknown[] = [];
  const above100 = async ({ amount }: { amount: number }, options: object) => {
    seen.push([amount, options]);
    return amount > 100;
  };
  expect(await outcome(above100, '5')).toBe('paid');
  expect(await outcome(above100, '500')).toBe('denied');
  expect(seen).toEqual([
    [5, { toolCallId: 'c', messages: [], abortSignal: expect.any(AbortSignal) }],
    [500, { toolCallId: 'c', messages: [], abortSignal: expect.any(AbortSignal) }],
  ]);
});

test('a needsApproval function that throws or returns no boolean requires approval', async () => {
  const throwing = () => {
    throw new Error('who knows');
  };
  expect(await outcome(throwing, 1)).toBe('denied');
  expect(await outcome(() => undefined, 1)).toBe('denied');
});

test.skipIf(major === 5)(
  named('a converted needsApproval works with approval: framework', [6, 7], 'ai 5 cannot request approval'),
  async () => {
    const tools = createToolsFromClient([await pay(({ amount }: { amount: number }) => amount > 100)], {
      approval: 'framework',
    });
    const { partsOf } = await generate(tools, [
      { name: 'pay', id: 'small', input: { amount: 1 } },
      { name: 'pay', id: 'large', input: { amount: 1000 } },
    ]);
    expect(partsOf('tool-approval-request')).toMatchObject([{ toolCall: { toolCallId: 'large' } }]);
    expect(partsOf('tool-result')).toMatchObject([{ toolCallId: 'small', output: 'paid' }]);
  },
);

test('a needsApproval function gets the messages and the context of the AI SDK if it is the caller', async () => {
  const seen: object[] = [];
  const needsApproval = (_: unknown, options: object) => seen.push(options) === 0;
  const user = { id: 7 };
  const settings = major === 7 ? { toolsContext: { pay: user } } : { experimental_context: user };
  const call = { name: 'pay', id: 'c1', input: { amount: 1 } };
  for (const approval of ['bridge', 'framework'] as const)
    await generate(createToolsFromClient([await pay(needsApproval)], { approval }), [call], settings);
  expect(seen.length).toBeGreaterThan(1);
  for (const options of seen)
    expect(options).toMatchObject({ toolCallId: 'c1', messages: [{ role: 'user' }], context: user });
});

test('metadata from the options makes the policy request approval', async () => {
  const source = { inputSchema, execute: () => 'paid' } as unknown as Tool;
  const tools = [await fromAISDKTool('pay', source, { metadata: () => ({ operationType: 'destructive' }) })];
  const reasons: unknown[] = [];
  const bridge = createBridge({ tools, approve: ({ reason }) => reasons.push(reason) > 0 });
  expect((await bridge.execute({ id: 'c', name: 'pay', input: { amount: 1 } })).output).toBe('paid');
  expect(reasons).toEqual(['it is destructive']);
});
