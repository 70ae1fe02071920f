import type { Tool, ToolSet } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import { type AISDKToolOptions, createToolsFromClient, toAISDKTool, toolApproval } from 'toolferry/ai-sdk';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { answered, type StoredMessage } from './support/answered.js';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const ran: unknown[] = [];
const inputSchema = z.object({ path: z.string() });
const run = (name: string) => (input: { path: string }) => {
  ran.push([name, input.path]);
  return `${name} ${input.path}`;
};
const remove = defineTool({
  name: 'remove',
  description: 'Remove a file',
  inputSchema,
  metadata: { operationType: 'destructive' },
  handler: run('remove'),
});
const wipe = defineTool({
  name: 'wipe',
  description: 'Wipe a file',
  inputSchema,
  needsApproval: ({ path }) => path !== '/tmp' && 'it is not temporary',
  handler: run('wipe'),
});
const read = defineTool({ name: 'read', description: 'Read a file', inputSchema, handler: run('read') });
const call = { name: 'remove', id: 'c1', input: { path: '/a' } };
const bridge = createBridge({ tools: [remove, wipe, read] });

const toolsWith = (approval: AISDKToolOptions['approval'] = 'framework') => createToolsFromClient(bridge, { approval });
const execute = (tool: object | undefined, input: unknown, options: object): Promise<unknown> =>
  (tool as { execute(input: unknown, options: object): Promise<unknown> }).execute(input, options);

beforeEach(() => {
  ran.length = 0;
});

describe.runIf(major === 7)(named('a toolApproval of your own', [7], 'only ai 7 has toolApproval'), () => {
  test.each<[string, unknown]>([
    ['a function that returns undefined', () => undefined],
    ['a function that returns approved', () => 'approved'],
    ['an async function that returns not-applicable', async () => ({ type: 'not-applicable' })],
    ['not-applicable', { remove: 'not-applicable', wipe: 'not-applicable' }],
    ['approved', { remove: 'approved', wipe: { type: 'approved', reason: 'Ada said so' } }],
    ['a function for one tool', { remove: () => undefined, wipe: () => 'approved' }],
  ])('%s does not approve a call that the bridge would ask about', async (_, own) => {
    const calls = [call, { ...call, name: 'wipe', id: 'c2' }, { ...call, name: 'read', id: 'c3' }];
    const { errors, outputs } = await generate(toolsWith(), calls, { toolApproval: own });
    expect(errors).toMatchObject([
      { code: 'denied', message: expect.stringContaining('toolApproval() of toolferry/ai-sdk') },
      { code: 'denied', message: expect.stringContaining('approval: "caller"') },
    ]);
    expect(outputs).toEqual(['read /a']);
    expect(ran).toEqual([['read', '/a']]);
  });

  test('user-approval asks the user, and the answer decides', async () => {
    const settings = { toolApproval: { remove: 'user-approval' } };
    const first = await generate(toolsWith(), [call], settings);
    expect(ran).toEqual([]);
    await generate(toolsWith(), [], { messages: answered(first, false), ...settings });
    expect(ran).toEqual([]);
    await generate(toolsWith(), [], { messages: answered(first, true), ...settings });
    expect(ran).toEqual([['remove', '/a']]);
  });

  test('an approval of the last generation does not approve the same call of the next one', async () => {
    const first = await generate(toolsWith(), [call]);
    const second = await generate(toolsWith(), [call], {
      messages: answered(first, true),
      toolApproval: () => undefined,
    });
    expect(ran).toEqual([['remove', '/a']]);
    expect(second.errors).toMatchObject([{ code: 'denied' }]);
  });
});

describe('a direct call of execute', () => {
  const options = { toolCallId: 'c1' };
  const input = call.input;

  test.each<[string, object]>([
    ['without messages', options],
    ['with empty messages', { ...options, messages: [] }],
    ['with the options of ai 7', { ...options, messages: [], context: {} }],
    ['with a context that is undefined', { ...options, messages: [], context: undefined }],
    [
      'with messages that are not messages',
      { ...options, messages: [null, 'approved', { role: 'tool', content: [null] }] },
    ],
  ])('%s does not run a tool that needs approval', async (_, given) => {
    await expect(execute(toolsWith().remove, input, given)).rejects.toMatchObject({ code: 'denied' });
    expect(ran).toEqual([]);
  });

  test.runIf(major > 5)(
    named('after a request that nobody answered does not run the tool', [6, 7], 'ai 5 cannot request approval'),
    async () => {
      const { remove: tool } = toolsWith();
      const messages = [{ role: 'user', content: 'go' }];
      const asked = { ...options, messages, context: {} };
      const { needsApproval } = tool as unknown as { needsApproval(...call: unknown[]): Promise<boolean> };
      expect(await needsApproval(input, asked)).toBe(true);
      await expect(execute(tool, input, asked)).rejects.toMatchObject({ code: 'denied' });
      expect(ran).toEqual([]);
    },
  );

  test
    .runIf(major > 5)
    .each<[string, (messages: StoredMessage[]) => object]>([
      ['the approved call, under any array of messages', (messages) => ({ ...options, messages })],
    ])(named('runs %s', [6, 7], 'ai 5 cannot request approval'), async (_, toOptions) => {
    const first = await generate(toolsWith(), [call]);
    expect(await execute(toolsWith().remove, input, toOptions(answered(first, true)))).toBe('remove /a');
  });

  test.runIf(major > 5).each<[string, string, unknown, (messages: StoredMessage[]) => object]>([
    [
      'a refused call',
      'remove',
      input,
      (messages) => ({ ...options, messages: answersOf(messages, { approved: false }) }),
    ],
    [
      'an answer that is not true',
      'remove',
      input,
      (messages) => ({ ...options, messages: answersOf(messages, { approved: 'yes' }) }),
    ],
    [
      'an answer to another request',
      'remove',
      input,
      (messages) => ({ ...options, messages: answersOf(messages, { approvalId: 'a9' }) }),
    ],
    ['another input', 'remove', { path: '/b' }, (messages) => ({ ...options, messages })],
    ['another call id', 'remove', input, (messages) => ({ toolCallId: 'c2', messages })],
    ['another tool with the same input', 'wipe', input, (messages) => ({ ...options, messages })],
    [
      'an approval that is not in the last message',
      'remove',
      input,
      (messages) => ({ ...options, messages: [...messages, { role: 'user', content: 'go' }] }),
    ],
    ['a call that has its result', 'remove', input, (messages) => ({ ...options, messages: withResult(messages) })],
  ])(named('does not run a tool for %s', [6, 7], 'ai 5 cannot request approval'), async (_, name, given, toOptions) => {
    const first = await generate(toolsWith(), [call]);
    const refused = execute(toolsWith()[name], given, toOptions(answered(first, true)));
    await expect(refused).rejects.toMatchObject({ code: 'denied' });
    expect(ran).toEqual([]);
  });
});

describe('approval: caller', () => {
  test('a direct call of execute runs a tool that needs approval, and not one that the policy blocks', async () => {
    const { remove: tool } = toolsWith('caller');
    expect(await execute(tool, call.input, { toolCallId: 'c1' })).toBe('remove /a');
    const blocked = toAISDKTool(remove, { approval: 'caller', policy: () => 'block' }) as Tool;
    await expect(execute(blocked, call.input, { toolCallId: 'c1' })).rejects.toMatchObject({ code: 'denied' });
    await expect(execute(tool, { path: 1 }, { toolCallId: 'c1' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(ran).toHaveLength(1);
  });

  test.runIf(major === 7)(
    named('the statuses of toolApproval decide, and of no other tool', [7], 'only ai 7 has toolApproval'),
    async () => {
      const calls = [call, { ...call, name: 'wipe', id: 'c2' }];
      const approved = await generate(toolsWith('caller'), calls, { toolApproval: { remove: 'approved' } });
      expect(approved.outputs).toEqual(['remove /a']);
      expect(ran).toEqual([['remove', '/a']]);
      const requests = approved.partsOf('tool-approval-request').filter((part) => !('isAutomatic' in part));
      expect(requests).toMatchObject([{ toolCall: { toolName: 'wipe' } }]);

      const denied = await generate(toolsWith('caller'), [call], { toolApproval: { remove: 'denied' } });
      expect(denied.outputs).toEqual([]);
      expect(ran).toHaveLength(1);
    },
  );
});

describe.runIf(major === 7)(named('toolApproval(source)', [7], 'only ai 7 has toolApproval'), () => {
  test('asks about the calls that the bridge would ask about, with the reason', async () => {
    const calls = [call, { ...call, name: 'wipe', id: 'c2' }, { name: 'wipe', id: 'c3', input: { path: '/tmp' } }];
    const first = await generate(toolsWith(), calls, { toolApproval: toolApproval(bridge) });
    expect(first.partsOf('tool-approval-request')).toMatchObject([
      { toolCall: { toolCallId: 'c1' }, reason: 'it is destructive' },
      { toolCall: { toolCallId: 'c2' }, reason: 'it is not temporary' },
    ]);
    expect(ran).toEqual([['wipe', '/tmp']]);
  });

  test('the approved calls run once, and the refused ones never', async () => {
    const settings = { toolApproval: toolApproval(bridge) };
    const first = await generate(toolsWith(), [call, { ...call, id: 'c2', input: { path: '/b' } }], settings);
    const messages = answered(first, true);
    Object.assign((messages.at(-1) as { content: object[] }).content[0] ?? {}, { approved: false });
    const second = await generate(toolsWith(), [], { messages, ...settings });
    expect(ran).toEqual([['remove', '/b']]);
    expect(second.saw().c2).toEqual({ type: 'text', value: 'remove /b' });
  });

  test('tools from elsewhere keep their own needsApproval, and entries of your own can follow', async () => {
    const foreign = { description: 'Pay', inputSchema, needsApproval: true, execute: run('pay') } as unknown as Tool;
    const tools: ToolSet = { ...toolsWith(), pay: foreign };
    const calls = [call, { ...call, name: 'pay', id: 'c2' }];
    const first = await generate(tools, calls, { toolApproval: { ...toolApproval(bridge), remove: 'denied' } });
    expect(first.partsOf('tool-approval-request')).toMatchObject([
      { toolCall: { toolName: 'remove' }, isAutomatic: true },
      { toolCall: { toolName: 'pay' } },
    ]);
    expect(ran).toEqual([]);
  });

  test('a needsApproval of the author gets the messages and the context of its tool', async () => {
    const needsApproval = vi.fn((_input: unknown, { caller }: { caller?: { options: unknown } | undefined }) => {
      expect(caller?.options).toMatchObject({ messages: [{ role: 'user' }], context: { user: 7 } });
      return true;
    });
    const source = [{ ...read, needsApproval }];
    const tools = createToolsFromClient(source, { approval: 'framework' });
    const first = await generate(tools, [{ ...call, name: 'read' }], {
      toolApproval: toolApproval(source),
      toolsContext: { read: { user: 7 } },
    });
    expect(first.partsOf('tool-approval-request')).toMatchObject([{ reason: 'the tool requires approval' }]);
    expect(needsApproval).toHaveBeenCalled();
  });
});

/** Changes the user's answers. */
function answersOf(messages: readonly StoredMessage[], change: object): StoredMessage[] {
  const answers = messages.at(-1)?.content as object[];
  return [...messages.slice(0, -1), { role: 'tool', content: answers.map((answer) => ({ ...answer, ...change })) }];
}

function withResult(messages: readonly StoredMessage[]): StoredMessage[] {
  const answers = messages.at(-1)?.content as object[];
  return [...messages.slice(0, -1), { role: 'tool', content: [...answers, { type: 'tool-result', toolCallId: 'c1' }] }];
}
