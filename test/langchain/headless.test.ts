import type { ToolMessage } from '@langchain/core/messages';
import { Command, MemorySaver } from '@langchain/langgraph';
import { flushPendingHeadlessToolInterrupts } from '@langchain/langgraph-sdk';
import { createAgent } from 'langchain';
import { createBridge, defineTool, toolResult } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { expect, test, vi } from 'vitest';
import { modelThatCalls, runCalls, type ScriptedCall } from './run-calls.js';

const locate = defineTool({
  name: 'locate',
  namespace: 'browser',
  description: 'Where the user is',
  inputSchema: { type: 'object', properties: { precise: { type: 'boolean' } }, required: ['precise'] },
});
const call: ScriptedCall = { id: 'c1', name: 'browser_locate', args: { precise: true } };

test("a tool without a handler pauses the graph with the payload of LangChain's headless tools", async () => {
  const agent = pausingAgent(call);
  expect(createToolsFromClient([locate])[0]?.metadata).toMatchObject({ headlessTool: true });
  expect(await agent.start()).toEqual([
    { type: 'tool', toolCall: { id: 'c1', name: 'browser_locate', args: { precise: true } } },
  ]);
});

test.each<[string, unknown, Partial<ToolMessage>]>([
  ['any value', { lat: 1 }, { content: '{"lat":1}', artifact: { lat: 1 }, status: 'success' }],
  ['a falsy value', 0, { content: '0', status: 'success' }],
  ['an error of langgraph-sdk', { error: 'no GPS' }, { content: 'no GPS', status: 'error' }],
  ['a value that also has an error', { error: 'x', at: 1 }, { content: '{"error":"x","at":1}', status: 'success' }],
  [
    'content and artifact',
    { content: 'Berlin', isError: false, artifact: { lat: 52 } },
    { content: 'Berlin', artifact: { lat: 52 }, status: 'success' },
  ],
  ['failed content', { content: 'no GPS', isError: true }, { content: 'no GPS', status: 'error' }],
  [
    'an image',
    { content: [{ type: 'file', mediaType: 'image/png', data: 'AAAA' }], isError: false },
    { content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }], status: 'success' },
  ],
  ['the result of another call', { toolCallId: 'c9', output: 1 }, { content: '{"toolCallId":"c9","output":1}' }],
])('%s is accepted as an answer', async (_, answer, message) => {
  const agent = pausingAgent(call);
  await agent.start();
  expect(await agent.resume({ c1: answer })).toMatchObject([{ ...message, tool_call_id: 'c1' }]);
});

test('the result of a bridge in another process is the result of the call, with its output, printed lines and error code', async () => {
  const there = createBridge({
    tools: [
      {
        ...locate,
        handler: (input: unknown) =>
          toolResult({ output: input, content: [{ type: 'text', text: 'in Berlin' }], stdout: ['found'] }),
      },
    ],
  });
  const agent = pausingAgent(call);
  await agent.start();
  const result = await there.execute({ id: 'c1', name: 'browser_locate', input: call.args });
  expect(await agent.resume({ c1: JSON.parse(JSON.stringify(result)) })).toMatchObject([
    { content: 'in Berlin\nstdout:\nfound', artifact: { precise: true }, status: 'success' },
  ]);

  there.tools.remove('browser_locate');
  const other = pausingAgent(call);
  await other.start();
  const failed = await there.execute({ id: 'c1', name: 'browser_locate', input: call.args });
  expect(await other.resume({ c1: failed })).toMatchObject([{ status: 'error', artifact: { code: 'unknown_tool' } }]);
});

test('a headless call is validated before the graph pauses', async () => {
  const agent = pausingAgent({ ...call, args: { precise: 'very' } });
  expect(await agent.start()).toEqual([]);
  expect(await agent.answers()).toMatchObject([
    { status: 'error', content: 'Invalid input for "browser_locate": precise: must be boolean.' },
  ]);
});

test('an answer without the call id is ignored, and the graph stays interrupted', async () => {
  const agent = pausingAgent(call);
  await agent.start();
  await agent.resume('yes');
  expect(await agent.pending()).toHaveLength(1);
  expect(await agent.resume({ c1: 'here' })).toMatchObject([{ content: 'here' }]);
});

test('a headless call fails with the reason without a checkpointer, and outside LangGraph', async () => {
  const tools = createToolsFromClient([locate]);
  expect(await runCalls(tools, [call])).toMatchObject([
    { status: 'error', content: expect.stringMatching(/runs in another process.*: No checkpointer set\.$/) },
  ]);
  await expect(tools[0]?.invoke({ precise: true })).rejects.toMatchObject({
    code: 'cannot_pause',
    message: expect.stringContaining('not called by a LangGraph agent'),
  });
});

test('a headless tool that was removed or blocked after its conversion does not pause', async () => {
  const bridge = createBridge({ tools: [locate] });
  const [removed] = createToolsFromClient(bridge);
  bridge.tools.remove('browser_locate');
  await expect(removed?.invoke({ precise: true })).rejects.toMatchObject({ code: 'unknown_tool' });

  let action: 'allow' | 'block' = 'allow';
  const [blocked] = createToolsFromClient([locate], { policy: () => action });
  action = 'block';
  await expect(blocked?.invoke({ precise: true })).rejects.toMatchObject({ code: 'denied' });
});

test('an interrupt that neither pauses nor answers does not loop forever', async () => {
  const interrupt = vi.fn(() => 'nothing');
  const [tool] = createToolsFromClient([locate]);
  const message = await tool?.invoke({ type: 'tool_call', ...call }, { interrupt } as object);
  expect(message).toMatchObject({ status: 'error', artifact: { code: 'cannot_pause' } });
});

test("langgraph-sdk's client answers calls of a tool that works, one that throws and one that it does not have", async () => {
  const calls = ['works', 'throws', 'missing'].map((name) => ({ id: `id-${name}`, name, args: {} }));
  const tools = calls.map(({ name }) => defineTool({ name, description: name, inputSchema: { type: 'object' } }));
  const agent = createAgent({
    model: modelThatCalls(...calls),
    tools: createToolsFromClient(tools),
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: 't1' } };
  const paused = await agent.invoke({ messages: 'go' }, config);
  const implementations = [
    { tool: { name: 'works' }, execute: async () => ({ lat: 1 }) },
    { tool: { name: 'throws' }, execute: () => Promise.reject(new Error('no GPS')) },
  ] as unknown as Parameters<typeof flushPendingHeadlessToolInterrupts>[1];
  const command = await new Promise<{ resume?: unknown }>((resolve) => {
    flushPendingHeadlessToolInterrupts({ ...paused }, implementations, new Set(), { resumeSubmit: resolve });
  });
  const { messages } = await agent.invoke(new Command({ resume: command.resume }), config);
  expect(messages.slice(-4)).toMatchObject([
    { content: '{"lat":1}', status: 'success', tool_call_id: 'id-works' },
    { content: 'no GPS', status: 'error', tool_call_id: 'id-throws' },
    { content: expect.stringContaining('not registered'), status: 'error', tool_call_id: 'id-missing' },
    { content: 'done' },
  ]);
});

/** An agent whose model makes one call of `locate`. */
function pausingAgent(scripted: ScriptedCall) {
  const agent = createAgent({
    model: modelThatCalls(scripted),
    tools: createToolsFromClient([locate]),
    checkpointer: new MemorySaver(),
  });
  const config = { configurable: { thread_id: 't1' } };
  const pending = async () => (await agent.graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
  const answers = async (): Promise<unknown[]> => {
    const { messages } = (await agent.graph.getState(config)).values;
    return messages.filter(({ type }: { type: string }) => type === 'tool');
  };
  return {
    pending,
    answers,
    start: async () => {
      await agent.invoke({ messages: 'go' }, config);
      return (await pending()).map(({ value }) => value);
    },
    resume: async (answer: unknown) => {
      const [interrupt] = await pending();
      await agent.invoke(new Command({ resume: { [String(interrupt?.id)]: answer } }), config);
      return answers();
    },
  };
}
