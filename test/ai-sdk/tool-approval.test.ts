import type { Tool, ToolSet } from 'ai';
import { createBridge, defineTool, type Policy, toolResult } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools, type ToolApproval, toAISDKTool } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { runCalls } from '../langchain/run-calls.ts';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

/** What became of a call: it ran, it was denied, or somebody was asked; and the reason that was given. */
type Verdict = readonly ['ran' | 'denied' | 'asked', reason?: string];

const inputSchema = z.object({ amount: z.coerce.number() });
const tools = {
  pay: { description: 'Pay', inputSchema, execute: () => 'paid' },
  constructor: { description: 'Construct', inputSchema, execute: () => 'built', title: 'Builder' },
  cautious: { description: 'Pay', inputSchema, execute: () => 'paid', needsApproval: true },
} as unknown as ToolSet;

/** What ai 7 itself makes of one call. */
async function native(name: string, toolApproval: unknown, amount: unknown): Promise<Verdict> {
  const calls = [{ name, id: 'c1', input: { amount } }];
  const { outputs, parts, saw } = await generate(tools, calls, { toolApproval });
  const request = parts.find(({ type }) => type === 'tool-approval-request') as {
    isAutomatic?: boolean;
    reason?: string;
  };
  if (request && !request.isAutomatic) return withReason('asked', request.reason);
  return outputs.length > 0 ? ['ran'] : withReason('denied', saw().c1?.reason);
}

/** What a LangChain agent makes of it, with the tools and their approval moved over. */
async function moved(name: string, toolApproval: unknown, amount: unknown, policy?: Policy): Promise<Verdict> {
  const client = await fromAISDKTools(tools, { toolApproval: toolApproval as ToolApproval });
  const asked: (string | undefined)[] = [];
  const approve = ({ reason }: { reason?: string | undefined }) => asked.push(reason) > 0;
  const [message] = await runCalls(toLangChain(client, { approve, policy }), [{ id: 'c1', name, args: { amount } }]);
  const ran = message?.status === 'success';
  if (asked.length > 0) return ran ? withReason('asked', asked[0]) : ['denied', 'after asking'];
  return ran ? ['ran'] : withReason('denied', /was not run: (.*)\.$/.exec(String(message?.content))?.[1]);
}

function withReason(verdict: Verdict[0], reason: string | undefined): Verdict {
  const isOurs = reason === 'the tool requires approval' || reason === 'toolApproval denies it';
  return reason === undefined || isOurs ? [verdict] : [verdict, reason];
}

const statuses: readonly [unknown, Verdict][] = [
  [undefined, ['ran']],
  ['not-applicable', ['ran']],
  ['approved', ['ran']],
  ['denied', ['denied']],
  ['user-approval', ['asked']],
  [{ type: 'not-applicable' }, ['ran']],
  [{ type: 'approved', reason: 'small' }, ['ran']],
  [{ type: 'denied', reason: 'the office is closed' }, ['denied', 'the office is closed']],
  [{ type: 'user-approval', reason: 'it costs money' }, ['asked', 'it costs money']],
];

describe.each(statuses)('%o', (status, verdict) => {
  test.each<[string, unknown]>([
    ['as it is', { pay: status }],
    ['by a function', { pay: () => status }],
    ['by an async function', { pay: async () => status }],
    ['by one function for all tools', () => status],
    ['by one async function for all tools', async () => status],
  ])('said %s', async (_, toolApproval) => {
    expect(await moved('pay', toolApproval, 1)).toEqual(verdict);
    if (major === 7) expect(await native('pay', toolApproval, 1)).toEqual(verdict);
  });
});

test.each<[string, string, unknown, unknown, Verdict]>([
  ['a function decides by the parsed input: small', 'pay', byAmount(), '5', ['ran']],
  ['a function decides by the parsed input: large', 'pay', byAmount(), '500', ['asked']],
  ['a function that decides by the tool', 'pay', onlyFor('cautious'), 1, ['ran']],
  ['the name of a prototype’s member has no status', 'constructor', {}, 1, ['ran']],
  ['a tool of such a name has its own', 'constructor', { constructor: 'denied' }, 1, ['denied']],
  ['a tool that nothing is said about asks by itself', 'cautious', { pay: 'denied' }, 1, ['asked']],
  ['so it does where nothing is said by null', 'cautious', { cautious: null }, 1, ['asked']],
  ['what is said counts in place of its own condition', 'cautious', { cautious: 'approved' }, 1, ['ran']],
  ['also where that is nothing', 'cautious', () => undefined, 1, ['ran']],
])('%s', async (_, name, toolApproval, amount, verdict) => {
  expect(await moved(name, toolApproval, amount)).toEqual(verdict);
  if (major === 7) expect(await native(name, toolApproval, amount)).toEqual(verdict);
});

function byAmount() {
  return { pay: ({ amount }: { amount: number }) => (amount > 100 ? 'user-approval' : 'approved') };
}

function onlyFor(name: string) {
  return ({ toolCall }: { toolCall: { toolName: string } }) => (toolCall.toolName === name ? 'denied' : 'approved');
}

test.runIf(major === 7)(
  named('the functions get what ai 7 gives them, as far as another caller has it', [7], 'only ai 7 has toolApproval'),
  async () => {
    const seen: Record<string, unknown>[] = [];
    const forAll = (options: object) => void seen.push({ ...options });
    const forOne = (input: unknown, options: object) => void seen.push({ input, ...options });
    for (const toolApproval of [forAll, { constructor: forOne }])
      for (const run of [native, moved]) await run('constructor', toolApproval, '5');
    const [all, allMoved, one, oneMoved] = JSON.parse(JSON.stringify(seen));
    const elsewhere = { messages: [], runtimeContext: undefined, toolsContext: {} };
    expect(all).toMatchObject({ toolCall: { toolCallId: 'c1', input: { amount: 5 }, title: 'Builder' } });
    expect({ ...elsewhere, ...allMoved }).toEqual({ ...all, ...elsewhere });
    expect(one).toMatchObject({ toolCallId: 'c1', input: { amount: 5 } });
    expect({ ...oneMoved, ...elsewhere }).toEqual({ ...one, ...elsewhere });
    expect(Object.keys(seen[1]?.toolsContext ?? {})).toEqual(Object.keys(tools));
  },
);

test('where the AI SDK is the caller they get its messages; elsewhere the context that was given', async () => {
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
  ['answers what nobody knows', () => 'maybe', 'toolApproval returned an invalid status'],
  ['answers null', async () => null, 'toolApproval returned an invalid status'],
  ['answers an object without status', () => ({ reason: 'x' }), 'toolApproval returned an invalid status'],
])('one that %s denies, and nobody is asked', async (_, toolApproval, reason) => {
  const [verdict, why] = await moved('pay', { pay: toolApproval }, 1);
  expect(verdict).toBe('denied');
  expect(why).toContain(reason);
});

test('the bridge’s policy is not loosened: what is approved is asked about where the policy asks', async () => {
  expect(await moved('pay', { pay: 'approved' }, 1, () => 'ask')).toEqual(['asked', 'the policy requires approval']);
  expect(await moved('pay', { pay: 'approved' }, 1, () => 'block')).toEqual(['denied']);
  expect(await moved('pay', { pay: 'denied' }, 1, () => 'ask')).toEqual(['denied', 'after asking']);
});

test('it is asked once per call, also where somebody is asked, and again for an input that was edited', async () => {
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

test('of a tool that runs elsewhere, a denied call is refused before it is asked for', async () => {
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

test('a tool that toolferry made is decided about too; its own condition still asks', async () => {
  const pay = defineTool({
    name: 'pay',
    description: 'Pay',
    inputSchema,
    needsApproval: ({ amount }) => amount > 10,
    handler: ({ amount }) => toolResult({ output: amount }),
  });
  const made = toAISDKTool(pay) as Tool;
  const verdict = async (toolApproval: ToolApproval, amount: number) => {
    const client = await fromAISDKTool('pay', made, { toolApproval });
    const { output, error } = await createBridge({ tools: [client] }).execute({
      id: 'c',
      name: 'pay',
      input: { amount },
    });
    return error?.message ?? output;
  };
  expect(await verdict({ pay: 'approved' }, 5)).toBe(5);
  expect(await verdict({ pay: 'approved' }, 50)).toMatch(/needs approval/);
  expect(await verdict({ pay: { type: 'denied', reason: 'Not today.' } }, 5)).toBe('"pay" was not run: Not today.');
  expect(await fromAISDKTool('pay', made, { toolApproval: { other: 'denied' } })).toBe(pay);
});

test.skipIf(major === 5)(
  named('at home the AI SDK asks where it says user-approval', [6, 7], 'ai 5 cannot ask for approval'),
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
