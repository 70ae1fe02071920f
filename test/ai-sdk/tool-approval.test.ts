import type { Tool, ToolSet } from 'ai';
import { createBridge, defineTool, type Policy, toolResult } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools, type ToolApproval, toAISDKTool } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { runCalls } from '../langchain/run-calls.ts';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

/** The outcome of a call: it ran, it was denied, or approval was requested; and the reason. */
type Outcome = readonly ['ran' | 'denied' | 'requested', reason?: string];

const inputSchema = z.object({ amount: z.coerce.number() });
const tools = {
  pay: { description: 'Pay', inputSchema, execute: () => 'paid' },
  constructor: { description: 'Construct', inputSchema, execute: () => 'built', title: 'Builder' },
  cautious: { description: 'Pay', inputSchema, execute: () => 'paid', needsApproval: true },
} as unknown as ToolSet;

/** The outcome of one call in ai 7 itself. */
async function inSeven(name: string, toolApproval: unknown, amount: unknown): Promise<Outcome> {
  const calls = [{ name, id: 'c1', input: { amount } }];
  const { outputs, parts, saw } = await generate(tools, calls, { toolApproval });
  const request = parts.find(({ type }) => type === 'tool-approval-request') as {
    isAutomatic?: boolean;
    reason?: string;
  };
  if (request && !request.isAutomatic) return withReason('requested', request.reason);
  return outputs.length > 0 ? ['ran'] : withReason('denied', saw().c1?.reason);
}

/** The outcome of the call in a LangChain agent, with the converted tools and their approval. */
async function inLangChain(name: string, toolApproval: unknown, amount: unknown, policy?: Policy): Promise<Outcome> {
  const client = await fromAISDKTools(tools, { toolApproval: toolApproval as ToolApproval });
  const requests: (string | undefined)[] = [];
  const approve = ({ reason }: { reason?: string | undefined }) => requests.push(reason) > 0;
  const [message] = await runCalls(toLangChain(client, { approve, policy }), [{ id: 'c1', name, args: { amount } }]);
  const ran = message?.status === 'success';
  if (requests.length > 0) return ran ? withReason('requested', requests[0]) : ['denied', 'after a request'];
  return ran ? ['ran'] : withReason('denied', /was not run: (.*)\.$/.exec(String(message?.content))?.[1]);
}

function withReason(outcome: Outcome[0], reason: string | undefined): Outcome {
  const isDefault = reason === 'the tool requires approval' || reason === 'toolApproval denies it';
  return reason === undefined || isDefault ? [outcome] : [outcome, reason];
}

const statuses: readonly [unknown, Outcome][] = [
  [undefined, ['ran']],
  ['not-applicable', ['ran']],
  ['approved', ['ran']],
  ['denied', ['denied']],
  ['user-approval', ['requested']],
  [{ type: 'not-applicable' }, ['ran']],
  [{ type: 'approved', reason: 'small' }, ['ran']],
  [{ type: 'denied', reason: 'the office is closed' }, ['denied', 'the office is closed']],
  [{ type: 'user-approval', reason: 'it costs money' }, ['requested', 'it costs money']],
];

describe.each(statuses)('%o', (status, outcome) => {
  test.each<[string, unknown]>([
    ['directly', { pay: status }],
    ['by a function', { pay: () => status }],
    ['by an async function', { pay: async () => status }],
    ['by one function for all tools', () => status],
    ['by one async function for all tools', async () => status],
  ])('the status is respected when given %s', async (_, toolApproval) => {
    expect(await inLangChain('pay', toolApproval, 1)).toEqual(outcome);
    if (major === 7) expect(await inSeven('pay', toolApproval, 1)).toEqual(outcome);
  });
});

test.each<[string, string, unknown, unknown, Outcome]>([
  ['a function decides by the parsed input: small', 'pay', byAmount(), '5', ['ran']],
  ['a function decides by the parsed input: large', 'pay', byAmount(), '500', ['requested']],
  ['a function that decides by the tool', 'pay', onlyFor('cautious'), 1, ['ran']],
  ['a tool named like a member of Object.prototype has no status of its own', 'constructor', {}, 1, ['ran']],
  [
    'a tool named like a member of Object.prototype can have a status',
    'constructor',
    { constructor: 'denied' },
    1,
    ['denied'],
  ],
  [
    'needsApproval decides about a tool that toolApproval does not mention',
    'cautious',
    { pay: 'denied' },
    1,
    ['requested'],
  ],
  ['needsApproval decides about a tool whose status is null', 'cautious', { cautious: null }, 1, ['requested']],
  ['a status replaces needsApproval', 'cautious', { cautious: 'approved' }, 1, ['ran']],
  ['the status undefined of a function replaces needsApproval', 'cautious', () => undefined, 1, ['ran']],
])('%s', async (_, name, toolApproval, amount, outcome) => {
  expect(await inLangChain(name, toolApproval, amount)).toEqual(outcome);
  if (major === 7) expect(await inSeven(name, toolApproval, amount)).toEqual(outcome);
});

function byAmount() {
  return { pay: ({ amount }: { amount: number }) => (amount > 100 ? 'user-approval' : 'approved') };
}

function onlyFor(name: string) {
  return ({ toolCall }: { toolCall: { toolName: string } }) => (toolCall.toolName === name ? 'denied' : 'approved');
}

test.runIf(major === 7)(
  named(
    'toolApproval functions get the same options as in ai 7, as far as another caller has them',
    [7],
    'only ai 7 has toolApproval',
  ),
  async () => {
    const seen: Record<string, unknown>[] = [];
    const forAll = (options: object) => void seen.push({ ...options });
    const forOne = (input: unknown, options: object) => void seen.push({ input, ...options });
    for (const toolApproval of [forAll, { constructor: forOne }])
      for (const run of [inSeven, inLangChain]) await run('constructor', toolApproval, '5');
    const [all, allMoved, one, oneMoved] = JSON.parse(JSON.stringify(seen));
    const elsewhere = { messages: [], runtimeContext: undefined, toolsContext: {} };
    expect(all).toMatchObject({ toolCall: { toolCallId: 'c1', input: { amount: 5 }, title: 'Builder' } });
    expect({ ...elsewhere, ...allMoved }).toEqual({ ...all, ...elsewhere });
    expect(one).toMatchObject({ toolCallId: 'c1', input: { amount: 5 } });
    expect({ ...oneMoved, ...elsewhere }).toEqual({ ...one, ...elsewhere });
    expect(Object.keys(seen[1]?.toolsContext ?? {})).toEqual(Object.keys(tools));
  },
);

test('toolApproval functions get the messages of the AI SDK if it is the caller, and the context from the options', async () => {
  const seen: object[] = [];
  const toolApproval = { pay: (_: unknown, options: object) => void seen.push(options) };
  const client = await fromAISDKTools(tools, { toolApproval, context: (name) => ({ of: name }) });
  await generate(createToolsFromClient(client), [{ name: 'pay', id: 'c1', input: { amount: 1 } }]);
  await createBridge({ tools: client }).execute({ id: 'c2', name: 'pay', input: { amount: 1 } });
  expect(seen).toMatchObject([
    { toolCallId: 'c1', messages: [{ role: 'user' }], toolContext: { of: 'pay' } },
    { toolCallId: 'c2', messages: [], toolContext: { of: 'pay' } },
  ]);
});

test.each<[string, unknown, string]>([
  ['throws', () => JSON.parse('{'), 'toolApproval failed (Expected property'],
  ['rejects', async () => Promise.reject(new Error('no network')), 'toolApproval failed (no network)'],
  ['returns an unknown status', () => 'maybe', 'toolApproval returned an invalid status'],
  ['resolves to null', async () => null, 'toolApproval returned an invalid status'],
  ['returns an object without a type', () => ({ reason: 'x' }), 'toolApproval returned an invalid status'],
])('a toolApproval function that %s denies the call, and no approval is requested', async (_, toolApproval, reason) => {
  const [outcome, actualReason] = await inLangChain('pay', { pay: toolApproval }, 1);
  expect(outcome).toBe('denied');
  expect(actualReason).toContain(reason);
});

test('toolApproval does not loosen the bridge’s policy: an approved call still needs the approval that the policy requires', async () => {
  expect(await inLangChain('pay', { pay: 'approved' }, 1, () => 'ask')).toEqual([
    'requested',
    'the policy requires approval',
  ]);
  expect(await inLangChain('pay', { pay: 'approved' }, 1, () => 'block')).toEqual(['denied']);
  expect(await inLangChain('pay', { pay: 'denied' }, 1, () => 'ask')).toEqual(['denied', 'after a request']);
});

test('toolApproval is called once per call, also if approval is requested, and again for an edited input', async () => {
  const toolApproval = vi.fn(({ amount }: { amount: number }) => (amount > 100 ? 'denied' : 'user-approval'));
  const client = await fromAISDKTools(tools, { toolApproval: { pay: toolApproval } as ToolApproval });
  const run = async (decision: object) => {
    const bridge = createBridge({ tools: client, approve: () => ({ approved: true, ...decision }) });
    return bridge.execute({ id: 'c1', name: 'pay', input: { amount: 1 } });
  };
  expect((await run({})).output).toBe('paid');
  expect(toolApproval).toHaveBeenCalledTimes(1);
  expect((await run({ input: { amount: 50 } })).output).toBe('paid');
  expect((await run({ input: { amount: 500 } })).error).toEqual({
    code: 'denied',
    message: '"pay" was not run: toolApproval denies it.',
  });
});

test('a denied call of a headless tool is refused before another process gets it', async () => {
  const ask = { description: 'Ask', inputSchema } as unknown as Tool;
  const toolApproval = { ask: ({ amount }: { amount: number }) => (amount > 100 ? 'denied' : undefined) };
  const client = await fromAISDKTools({ ask }, { toolApproval: toolApproval as ToolApproval });
  const { partsOf } = await generate(createToolsFromClient(client), [
    { name: 'ask', id: 'small', input: { amount: '1' } },
    { name: 'ask', id: 'large', input: { amount: '101' } },
    { name: 'ask', id: 'none', input: { amount: 'x' } },
  ]);
  const invalid = partsOf('tool-call').filter((part) => part.invalid);
  expect(invalid.map(({ toolCallId }) => toolCallId)).toEqual(['large', 'none']);
  expect(String(invalid[0]?.error)).toContain('the call is denied: toolApproval denies it');
});

test('toolApproval applies to a toolferry tool, whose own needsApproval still applies', async () => {
  const pay = defineTool({
    name: 'pay',
    description: 'Pay',
    inputSchema,
    needsApproval: ({ amount }) => amount > 10,
    handler: ({ amount }) => toolResult({ output: amount }),
  });
  const made = toAISDKTool(pay) as Tool;
  const outcome = async (toolApproval: ToolApproval, amount: number) => {
    const client = await fromAISDKTool('pay', made, { toolApproval });
    const { output, error } = await createBridge({ tools: [client] }).execute({
      id: 'c',
      name: 'pay',
      input: { amount },
    });
    return error?.message ?? output;
  };
  expect(await outcome({ pay: 'approved' }, 5)).toBe(5);
  expect(await outcome({ pay: 'approved' }, 50)).toMatch(/needs approval/);
  expect(await outcome({ pay: { type: 'denied', reason: 'Not today.' } }, 5)).toBe('"pay" was not run: Not today.');
  expect(await fromAISDKTool('pay', made, { toolApproval: { other: 'denied' } })).toBe(pay);
});

test.skipIf(major === 5)(
  named(
    'the AI SDK requests approval for the status user-approval of a converted tool',
    [6, 7],
    'ai 5 cannot request approval',
  ),
  async () => {
    const client = await fromAISDKTools(tools, { toolApproval: byAmount() as ToolApproval });
    const { partsOf, outputs } = await generate(createToolsFromClient(client, { approval: 'framework' }), [
      { name: 'pay', id: 'small', input: { amount: 1 } },
      { name: 'pay', id: 'large', input: { amount: 1000 } },
    ]);
    expect(partsOf('tool-approval-request')).toMatchObject([{ toolCall: { toolCallId: 'large' } }]);
    expect(outputs).toEqual(['paid']);
  },
);
