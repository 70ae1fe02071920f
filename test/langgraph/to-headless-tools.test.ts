import { Command, MemorySaver } from '@langchain/langgraph';
import { flushPendingHeadlessToolInterrupts } from '@langchain/langgraph-sdk';
import { createAgent, tool } from 'langchain';
import { type ClientTool, createBridge, defineTool, ToolferryError, toolResult } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { toHeadlessTools } from 'toolferry/langgraph';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { modelThatCalls, type ScriptedCall } from '../langchain/run-calls.js';

type Handler = NonNullable<ClientTool['handler']>;

const image = { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' } as const;
const inputSchema = { type: 'object', properties: { precise: { type: 'boolean' } } } as const;
const headless = (name: string): ClientTool => defineTool({ name, description: name, inputSchema });

/** Runs a graph whose headless tools are answered in a page with these handlers, and returns its tool messages. */
async function answeredIn(page: Record<string, Handler>, calls = Object.keys(page).map(callOf)) {
  const bridge = createBridge({
    tools: Object.entries(page).map(([name, handler]) => ({ ...headless(name), handler })),
  });
  return runGraph(createToolsFromClient(calls.map(({ name }) => headless(name))), calls, toHeadlessTools(bridge));
}

/** Runs a graph to its end with the client that `useStream` has. */
async function runGraph(
  tools: NonNullable<Parameters<typeof createAgent>[0]['tools']>,
  calls: ScriptedCall[],
  implementations: ReturnType<typeof toHeadlessTools>,
) {
  const agent = createAgent({ model: modelThatCalls(...calls), tools, checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: 't1' } };
  const paused = await agent.invoke({ messages: 'go' }, config);
  const handled = new Set<string>();
  const command = await new Promise<{ resume?: unknown }>((resumeSubmit) => {
    const flush = () => flushPendingHeadlessToolInterrupts({ ...paused }, implementations, handled, { resumeSubmit });
    flush();
    flush();
  });
  const overTheWire = JSON.parse(JSON.stringify(command.resume));
  const { messages } = await agent.invoke(new Command({ resume: overTheWire }), config);
  expect(messages.at(-1)?.content).toBe('done');
  return messages.filter(({ type }) => type === 'tool');
}

function callOf(name: string): ScriptedCall {
  return { id: `id-${name}`, name, args: {} };
}

test('parallel calls are answered in the page, each by its own handler, which runs once', async () => {
  const locate = vi.fn(() => ({ lat: 50 }));
  const pick = vi.fn(async () => 'notes.txt');
  expect(await answeredIn({ locate, pick })).toMatchObject([
    { tool_call_id: 'id-locate', content: '{"lat":50}', artifact: { lat: 50 }, status: 'success' },
    { tool_call_id: 'id-pick', content: 'notes.txt', status: 'success' },
  ]);
  expect([locate.mock.calls.length, pick.mock.calls.length]).toEqual([1, 1]);
});

test('an image arrives as an image, with the output as the artifact and the printed lines as text', async () => {
  const shoot = () => toolResult({ output: { width: 1 }, content: [image], stdout: ['taken'] });
  expect(await answeredIn({ shoot })).toMatchObject([
    {
      content: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${image.data}` } },
        { type: 'text', text: 'stdout:\ntaken' },
      ],
      artifact: { width: 1 },
      status: 'success',
    },
  ]);
});

test('printed lines without content follow the output', async () => {
  const shell = () => toolResult({ output: 'ok', stdout: ['one', 'two'] });
  expect(await answeredIn({ shell })).toMatchObject([
    { content: 'ok\nstdout:\none\ntwo', artifact: 'ok', status: 'success' },
  ]);
});

test('a failed call is a failed message with the text of the failure, its data, and no stack', async () => {
  const sell = () => {
    throw new ToolferryError('sold_out', 'No lamp is left.', { data: { article: 'lamp' } });
  };
  const crash = () => {
    throw new Error('no GPS\n    at secret (/home/ada/app.ts:1:1)');
  };
  expect(await answeredIn({ sell, crash })).toMatchObject([
    { content: 'No lamp is left.', artifact: { data: { article: 'lamp' } }, status: 'error' },
    { content: 'no GPS', status: 'error' },
  ]);
});

test.each<[string, unknown]>([
  ['an error', { error: 'not a failure' }],
  ['content', { content: 'text', isError: true }],
  ['null', null],
])('an output that looks like %s in an answer is the output', async (_, output) => {
  expect(await answeredIn({ read: () => output })).toMatchObject([
    { content: JSON.stringify(output), artifact: output, status: 'success' },
  ]);
});

test('a call that the page refuses, and one with an input that only the page refuses, do not run', async () => {
  const handler = vi.fn();
  const wipe = { ...headless('wipe'), metadata: { operationType: 'destructive' }, handler };
  const strict = { ...headless('strict'), inputSchema: { ...inputSchema, required: ['precise'] }, handler };
  const bridge = createBridge({ tools: [wipe, strict], approve: () => ({ approved: false, reason: 'not today' }) });
  const tools = createToolsFromClient([headless('wipe'), headless('strict')]);
  expect(await runGraph(tools, [callOf('wipe'), callOf('strict')], toHeadlessTools(bridge))).toMatchObject([
    { content: '"wipe" was not run: not today.', status: 'error' },
    { content: expect.stringContaining('Invalid input for "strict"'), status: 'error' },
  ]);
  expect(handler).not.toHaveBeenCalled();
});

test("LangChain's own headless tools are answered too, and show the model the answer as langgraph-sdk sends it, by call id", async () => {
  const own = tool({ name: 'locate', description: 'Where the user is', schema: z.object({}) });
  const bridge = createBridge({ tools: [{ ...headless('locate'), handler: () => ({ lat: 50 }) }] });
  expect(await runGraph([own], [callOf('locate')], toHeadlessTools(bridge))).toMatchObject([
    { tool_call_id: 'id-locate', content: '{"id-locate":{"lat":50}}', status: 'success' },
  ]);
});

test('tools without a handler are omitted, and names are those that models see', () => {
  const here = { ...headless('read'), namespace: 'fs', handler: () => '' };
  expect(toHeadlessTools(createBridge({ tools: [headless('elsewhere'), here] })).map(({ tool }) => tool)).toEqual([
    { name: 'fs_read' },
  ]);
});
