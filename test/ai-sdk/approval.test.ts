import { stepCountIs, streamText, type ToolSet } from 'ai';
import { type BridgeOptions, createBridge, defineTool, type Policy } from 'toolferry';
import { type AISDKToolOptions, createToolsFromClient } from 'toolferry/ai-sdk';
import { describe, expect, test, vi } from 'vitest';
import { answered, type StoredMessage } from './support/answered.js';
import { chat, user } from './support/chat.js';
import { generate, type Part } from './support/generate.js';
import { major, named } from './support/major.js';
import { scriptedModel } from './support/scripted-model.js';

const ran: unknown[] = [];
const remove = defineTool({
  name: 'remove',
  description: 'Remove a file',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string' } },
    required: ['path'],
    additionalProperties: false,
  },
  metadata: { operationType: 'destructive' },
  handler: ({ path }) => {
    ran.push(path);
    return `removed ${path}`;
  },
});
const call = { name: 'remove', id: 'c1', input: { path: '/a' } };

/** Makes the tools, as each process does. */
function toolsWith(options: AISDKToolOptions = { approval: 'framework' }): ToolSet {
  ran.length = 0;
  return createToolsFromClient([remove], options);
}

describe('approval by the bridge, the default', () => {
  test('approve gets exactly what will run, and a refusal is a denied call', async () => {
    const approve = vi.fn(() => ({ approved: false, reason: 'not today' }));
    const { saw } = await generate(toolsWith({ approve }), [call]);
    expect(approve.mock.calls).toMatchObject([[{ call, reason: 'it is destructive', caller: { kind: 'ai-sdk' } }]]);
    expect(saw().c1).toEqual({ type: 'error-text', value: '"remove" was not run: not today.' });
    expect(ran).toEqual([]);
  });

  test('a call that requires approval is denied without approve', async () => {
    const { errors } = await generate(toolsWith({}), [call]);
    expect(errors).toMatchObject([{ code: 'denied' }]);
    expect(ran).toEqual([]);
  });

  test('tools have no needsApproval by default', () => {
    expect(toolsWith({}).remove).not.toHaveProperty('needsApproval');
  });
});

test.runIf(major === 5)(
  named(
    'ai 5 denies a call that requires approval with approval: framework, and gives the reason',
    [5],
    'ai 6 and 7 can request approval',
  ),
  async () => {
    const { saw } = await generate(toolsWith(), [call]);
    expect(saw().c1).toEqual({
      type: 'error-text',
      value: expect.stringMatching(
        /^"remove" was not run: it is destructive, and the AI SDK did not ask for approval of this call \(ai 5 cannot ask\)\./,
      ),
    });
    expect(ran).toEqual([]);
  },
);

describe.runIf(major > 5)(named('approval by the framework', [6, 7], 'ai 5 cannot request approval'), () => {
  test('a tool runs once after approval in another process, and the bridge does not request approval again', async () => {
    const approve = vi.fn(() => false);
    const first = await generate(toolsWith({ approval: 'framework', approve }), [call]);
    expect(first.partsOf('tool-approval-request')).toHaveLength(1);
    expect(ran).toEqual([]);

    const tools = toolsWith({ approval: 'framework', approve });
    const second = await generate(tools, [], { messages: answered(first, true) });
    expect(ran).toEqual(['/a']);
    expect(second.saw().c1).toEqual({ type: 'text', value: 'removed /a' });
    expect(second.text).toBe('done');
    expect(approve).not.toHaveBeenCalled();
  });

  test('a tool never runs if its approval request is refused', async () => {
    const first = await generate(toolsWith(), [call]);
    const second = await generate(toolsWith(), [], { messages: answered(first, false) });
    expect(ran).toEqual([]);
    expect(second.text).toBe('done');
    expect(JSON.stringify(second.saw().c1)).not.toContain('removed');
  });

  test('streamText requests approval and runs the tool after it', async () => {
    const stream = async (turns: readonly (typeof call)[][], settings: Record<string, unknown>) => {
      const { model } = scriptedModel(...turns);
      const options = { model, tools: toolsWith(), stopWhen: stepCountIs(3), ...settings };
      const result = streamText(options as unknown as Parameters<typeof streamText>[0]);
      const parts: Part[] = [];
      for await (const part of result.fullStream) parts.push(part as Part);
      const { messages } = await result.response;
      return { parts, messages };
    };
    const first = await stream([[call]], { prompt: 'go' });
    expect(ran).toEqual([]);
    await stream([], { messages: answered(first, true) });
    expect(ran).toEqual(['/a']);
  });

  test('a chat requests approval and runs the tool in the next request of the browser', async () => {
    const answer = async (approved: boolean) => {
      const { stored, toolParts } = await chat(toolsWith(), [user('remove it')], [call]);
      const [part] = toolParts;
      expect(part).toMatchObject({ type: 'tool-remove', state: 'approval-requested' });
      const id = part?.approval?.id ?? '';
      Object.assign(part ?? {}, { state: 'approval-responded', approval: { id, approved } });
      return chat(toolsWith(), stored);
    };
    expect((await answer(true)).toolParts).toMatchObject([{ state: 'output-available', output: 'removed /a' }]);
    expect(ran).toEqual(['/a']);
    expect((await answer(false)).toolParts).toMatchObject([{ state: 'output-denied' }]);
    expect(ran).toEqual([]);
  });

  test('two approval requests in one step each get their own answer (langgraph#6533, mastra#19435)', async () => {
    const first = await generate(toolsWith(), [call, { ...call, id: 'c2', input: { path: '/b' } }]);
    const messages = answered(first, true);
    const responses = messages.at(-1)?.content as { approved: boolean }[];
    Object.assign(responses[0] ?? {}, { approved: false });
    responses.reverse();
    const second = await generate(toolsWith(), [], { messages });
    expect(ran).toEqual(['/b']);
    expect(second.saw().c2).toEqual({ type: 'text', value: 'removed /b' });
  });

  test('a call that needs no approval runs in the same step as one that does', async () => {
    const policy: Policy = (_, checked) => (checked?.id === 'c1' ? 'ask' : 'allow');
    const first = await generate(toolsWith({ approval: 'framework', policy }), [
      call,
      { ...call, id: 'c2', input: { path: '/b' } },
    ]);
    expect(ran).toEqual(['/b']);
    expect(first.partsOf('tool-approval-request')).toHaveLength(1);
  });

  test('the tool’s own needsApproval is called with the parsed input', async () => {
    const needsApproval = vi.fn(({ amount }: { amount: number }) => amount > 10);
    const pay = defineTool({
      name: 'pay',
      description: 'Pay',
      inputSchema: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
      needsApproval,
      handler: ({ amount }) => `paid ${amount}`,
    });
    const tools = createToolsFromClient([pay], { approval: 'framework' });
    const first = await generate(tools, [
      { name: 'pay', id: 'c1', input: { amount: 5 } },
      { name: 'pay', id: 'c2', input: { amount: 50 } },
    ]);
    expect(first.outputs).toEqual(['paid 5']);
    expect(first.partsOf('tool-approval-request')).toHaveLength(1);
    const second = await generate(tools, [], { messages: withoutResults(answered(first, true)) });
    expect(second.saw().c2).toEqual({ type: 'text', value: 'paid 50' });
  });

  test.each([
    ['tools that were made before', false],
    ['tools that another process makes, and does not show to the model', true],
  ])(
    'a call that the policy blocks between the approval request and the answer is denied, by %s',
    async (_, isMadeAfter) => {
      const first = await generate(toolsWith(), [call]);
      let verdict: 'ask' | 'block' = isMadeAfter ? 'block' : 'ask';
      const tools = toolsWith({ approval: 'framework', policy: () => verdict });
      verdict = 'block';
      const second = await generate(tools, [], { messages: answered(first, true) });
      expect(ran).toEqual([]);
      expect(second.text).toBe('done');
      if (major === 7)
        expect(second.saw().c1).toEqual({ type: 'error-text', value: '"remove" was not run: it is blocked.' });
      else expect(second.saw().c1?.type).toMatch(/error-text|execution-denied/);
      expect(second.prompts[0]?.tools ?? []).toHaveLength(isMadeAfter ? 0 : 1);
    },
  );

  test('a tool that is removed between the approval request and the answer does not run', async () => {
    const first = await generate(toolsWith(), [call]);
    const bridge = createBridge({ tools: [remove] });
    const tools = createToolsFromClient(bridge, { approval: 'framework' });
    bridge.tools.remove('remove');
    const second = await generate(tools, [], { messages: answered(first, true) });
    expect(second.saw().c1?.type).not.toBe('text');
    expect(ran).toEqual([]);
  });

  test('no approval is requested for a tool that was removed', async () => {
    const bridge = createBridge({ tools: [remove] });
    const tools = createToolsFromClient(bridge, { approval: 'framework' });
    bridge.tools.remove('remove');
    const { errors, partsOf } = await generate(tools, [call]);
    expect(partsOf('tool-approval-request')).toEqual([]);
    expect(errors).toMatchObject([{ code: 'unknown_tool' }]);
  });

  test('a call is denied if the policy requires approval only after needsApproval returned false', async () => {
    let policyCalls = 0;
    const policy: BridgeOptions['policy'] = (_, call) => (call && ++policyCalls > 1 ? 'ask' : 'allow');
    const { errors } = await generate(toolsWith({ approval: 'framework', policy }), [call]);
    expect(errors).toMatchObject([{ code: 'denied', message: expect.stringContaining('did not ask') }]);
    expect(ran).toEqual([]);
  });

  test('an input that changes after its approval is not run', async () => {
    const first = await generate(toolsWith(), [call]);
    const tools = toolsWith();
    const tool = tools.remove;
    if (tool?.execute === undefined) throw new Error('no execute');
    const { execute } = tool;
    const changing = { ...tool, execute: (_: unknown, options: never) => execute({ path: '/etc' }, options) } as never;
    const second = await generate({ remove: changing }, [], { messages: answered(first, true) });
    expect(ran).toEqual([]);
    expect(second.saw().c1?.value).toContain('not the one that was approved');
  });

  test.each([
    ['tampered input', { path: '/etc' }],
    ['input that the schema refuses', { path: 1 }],
  ])('an approval of %s is refused where approvals are signed (vercel/ai#15947, #16068)', async (_, input) => {
    const secret = { experimental_toolApprovalSecret: 'a secret of the server, long enough' };
    const first = await generate(toolsWith(), [call], secret);
    const honest = await generate(toolsWith(), [], { messages: answered(first, true), ...secret });
    expect(honest.saw().c1).toEqual({ type: 'text', value: 'removed /a' });

    const tools = toolsWith();
    const messages = JSON.parse(
      JSON.stringify(answered(first, true)).replace(JSON.stringify(call.input), JSON.stringify(input)),
    );
    await expect(generate(tools, [], { messages, ...secret })).rejects.toThrow(/signature/i);
    expect(ran).toEqual([]);
  });

  test('a tool without a handler has no needsApproval: the process with the handler requests approval', () => {
    const headless = defineTool({ ...remove, inputSchema: remove.inputSchema, handler: undefined as never });
    const tools = createToolsFromClient([headless], { approval: 'framework' });
    expect(tools.remove).not.toHaveProperty('needsApproval');
  });

  test('a direct call of execute, without an approval request, is denied', async () => {
    const { execute } = toolsWith().remove ?? {};
    const options = { toolCallId: 'c1', messages: [] } as never;
    await expect(execute?.(call.input, options)).rejects.toMatchObject({ code: 'denied' });
    expect(ran).toEqual([]);
  });
});

/** The results of the first step precede the answers, in one tool message. */
function withoutResults(messages: readonly StoredMessage[]): StoredMessage[] {
  const answers = messages.at(-1)?.content as unknown[];
  const results = messages.at(-2);
  return results?.role === 'tool'
    ? [...messages.slice(0, -2), { role: 'tool', content: [...(results.content as unknown[]), ...answers] }]
    : [...messages];
}
