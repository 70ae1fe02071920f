import { dynamicTool, jsonSchema, type ToolSet } from 'ai';
import { type Bridge, type ClientTool, createBridge, defineTool, toolResult } from 'toolferry';
import { answerToolCall, createToolsFromClient, readToolOutput } from 'toolferry/ai-sdk';
import { expect, test, vi } from 'vitest';
import { major } from './support/major.js';
import { PageChat, route } from './support/page-chat.js';
import type { ScriptedCall } from './support/scripted-model.js';

const data = 'iVBORw0KGgo=';
const image = { type: 'file', mediaType: 'image/png', data } as const;
const inputSchema = { type: 'object', properties: { precise: { type: 'boolean' } } } as const;

const locate = defineTool({ name: 'locate', description: 'Where the user is', inputSchema });
const pick = defineTool({ name: 'pick', description: 'A file of the user', inputSchema });
const sky = defineTool({ name: 'sky', description: 'The sky', inputSchema, handler: () => 'blue' });

/** A chat whose page answers by its bridge, each call as often as `times`, and the route that it talks to. */
function chatWith(bridge: Bridge, tools: ToolSet, calls: readonly ScriptedCall[], times = 1) {
  const server = route(tools, calls);
  const chat: PageChat = new PageChat(server.transport, (toolCall) => {
    for (let time = 0; time < times; time++) answerToolCall(bridge, structuredClone(toolCall), chat.addToolOutput);
  });
  return { ...server, chat };
}

async function ask(chat: PageChat) {
  await chat.sendMessage({ text: 'go' });
  await answered(chat);
}

/** Waits until the model has answered with text. */
async function answered(chat: PageChat) {
  await expect
    .poll(() => [chat.messages.at(-1)?.parts.at(-1), chat.status])
    .toMatchObject([{ type: 'text', text: 'done' }, 'ready']);
}

function pageWith(...tools: ClientTool[]) {
  return createBridge({ tools });
}

test('parallel calls of two client tools and a server tool are answered, and the chat sends itself once all are', async () => {
  const bridge = pageWith({ ...locate, handler: () => ({ lat: 50 }) }, { ...pick, handler: async () => 'notes.txt' });
  const tools = createToolsFromClient([locate, pick, sky]);
  const { chat, saw, prompts } = chatWith(bridge, tools, [{ name: 'locate' }, { name: 'sky' }, { name: 'pick' }]);
  await ask(chat);
  expect(saw()).toMatchObject({
    call_locate: { type: 'json', value: { lat: 50 } },
    call_sky: { type: 'text', value: 'blue' },
    call_pick: { type: 'text', value: 'notes.txt' },
  });
  expect(prompts).toHaveLength(2);
  expect(chat.toolParts.map(({ type, state }) => `${type} ${state}`).sort()).toEqual([
    'tool-locate output-available',
    'tool-pick output-available',
    'tool-sky output-available',
  ]);
});

test('a handler that takes longer than the response holds up neither it nor other calls', async () => {
  let resolve = (_: string): void => {};
  const handler = () =>
    new Promise<string>((each) => {
      resolve = each;
    });
  const bridge = pageWith({ ...locate, handler }, { ...pick, handler: () => 'notes.txt' });
  const tools = createToolsFromClient([locate, pick]);
  const { chat, saw } = chatWith(bridge, tools, [{ name: 'locate' }, { name: 'pick' }]);
  await chat.sendMessage({ text: 'go' });
  expect(chat.status).toBe('ready');
  expect(chat.toolParts).toMatchObject([{ state: 'input-available' }, { output: 'notes.txt' }]);
  resolve('here');
  await answered(chat);
  expect(saw()).toMatchObject({ call_locate: { value: 'here' }, call_pick: { value: 'notes.txt' } });
});

test('a call that is passed three times runs once and is answered once', async () => {
  const handler = vi.fn(() => 'here');
  const { chat, prompts } = chatWith(
    pageWith({ ...locate, handler }),
    createToolsFromClient([locate]),
    [{ name: 'locate' }],
    3,
  );
  const add = vi.spyOn(chat, 'addToolOutput');
  await ask(chat);
  expect(handler).toHaveBeenCalledTimes(1);
  expect(add).toHaveBeenCalledTimes(1);
  expect(prompts).toHaveLength(2);
});

test('a second chat that resumes the same call gets the result of the first, and the handler does not run again', async () => {
  const handler = vi.fn(async () => 'here');
  const bridge = pageWith({ ...locate, handler });
  const [first, second] = [vi.fn(), vi.fn()];
  const toolCall = { toolCallId: 'c1', toolName: 'locate', input: { precise: true } };
  answerToolCall(bridge, toolCall, first);
  await expect.poll(() => first).toHaveBeenCalled();
  answerToolCall(bridge, toolCall, second);
  await expect.poll(() => second).toHaveBeenCalled();
  expect(second.mock.calls).toEqual([[{ tool: 'locate', toolCallId: 'c1', output: 'here' }]]);
  expect(first).toHaveBeenCalledTimes(1);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('an id that was used with another input is answered with a failure, not with the result of the other call', async () => {
  const handler = vi.fn(() => 'here');
  const bridge = pageWith({ ...locate, handler });
  const add = vi.fn();
  answerToolCall(bridge, { toolCallId: 'c1', toolName: 'locate', input: {} }, add);
  answerToolCall(bridge, { toolCallId: 'c1', toolName: 'locate', input: { precise: true } }, add);
  await expect.poll(() => add).toHaveBeenCalledTimes(2);
  expect(add.mock.calls).toContainEqual([
    { tool: 'locate', toolCallId: 'c1', state: 'output-error', errorText: expect.stringContaining('used before') },
  ]);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('a failed call is an output-error with the text of the failure, without a stack', async () => {
  const handler = () => {
    throw new Error('no GPS\n    at secret (/home/ada/app.ts:1:1)');
  };
  const tools = createToolsFromClient([locate]);
  const { chat, saw } = chatWith(pageWith({ ...locate, handler }), tools, [{ name: 'locate' }]);
  await ask(chat);
  expect(chat.toolParts).toMatchObject([{ state: 'output-error', errorText: 'no GPS' }]);
  expect(saw().call_locate).toEqual({ type: 'error-text', value: 'no GPS' });
});

test('an image arrives as an image, in the page and at the model', async () => {
  const handler = () => toolResult({ output: { width: 1 }, content: [image], stdout: ['taken'] });
  const tools = createToolsFromClient([locate]);
  const { chat, saw } = chatWith(pageWith({ ...locate, handler }), tools, [{ name: 'locate' }]);
  await ask(chat);
  expect(readToolOutput(chat.toolParts[0]?.output)).toEqual({
    output: { width: 1 },
    content: [image],
    stdout: ['taken'],
  });
  const shown = {
    5: { type: 'media', mediaType: 'image/png', data },
    6: { type: 'image-data', mediaType: 'image/png', data },
    7: { type: 'file', mediaType: 'image/png', data: { type: 'data', data } },
  }[major];
  expect(saw().call_locate).toMatchObject({
    type: 'content',
    value: [shown, { type: 'text', text: 'stdout:\ntaken' }],
  });
});

test('an invalid input that the route did not check does not reach the handler', async () => {
  const handler = vi.fn();
  const unchecked = { locate: { description: 'Where', inputSchema: jsonSchema({ type: 'object' }) } } as ToolSet;
  const call = { name: 'locate', input: { precise: 'very' } };
  const { chat, saw } = chatWith(pageWith({ ...locate, handler }), unchecked, [call]);
  await ask(chat);
  expect(handler).not.toHaveBeenCalled();
  expect(saw().call_locate).toEqual({
    type: 'error-text',
    value: 'Invalid input for "locate": precise: must be boolean.',
  });
});

test('an invalid input that the route refused does not reach the page', async () => {
  const handler = vi.fn();
  const tools = createToolsFromClient([locate]);
  const call = { name: 'locate', input: { precise: 'very' } };
  const { chat } = chatWith(pageWith({ ...locate, handler }), tools, [call]);
  await ask(chat);
  expect(handler).not.toHaveBeenCalled();
  expect(chat.toolParts).toMatchObject([{ state: 'output-error' }]);
});

test('a call of a dynamic tool is answered', async () => {
  const schema = jsonSchema<unknown>({ type: 'object' });
  const { execute: _, ...tool } = dynamicTool({ description: 'Where', inputSchema: schema, execute: () => '' });
  const bridge = pageWith({ ...locate, handler: () => 'here' });
  const { chat, saw } = chatWith(bridge, { locate: tool } as unknown as ToolSet, [{ name: 'locate' }]);
  await ask(chat);
  expect(chat.toolParts).toMatchObject([{ type: 'dynamic-tool', output: 'here' }]);
  expect(saw().call_locate).toEqual({ type: 'text', value: 'here' });
});

test('a tool that the bridge does not have, or that has no handler, is left to other code', async () => {
  const server = route(createToolsFromClient([locate, pick, sky]), [{ name: 'locate' }, { name: 'pick' }]);
  const bridge = pageWith(locate);
  const chat: PageChat = new PageChat(server.transport, (toolCall) => {
    answerToolCall(bridge, toolCall, chat.addToolOutput);
    void chat.addToolOutput({ tool: toolCall.toolName, toolCallId: toolCall.toolCallId, output: 'by other code' });
  });
  await ask(chat);
  expect(chat.toolParts).toMatchObject([{ output: 'by other code' }, { output: 'by other code' }]);
});

test('a call that the user of the page refuses is an output-error with the reason', async () => {
  const handler = vi.fn();
  const tool = { ...locate, metadata: { requiresApproval: true }, handler };
  const bridge = createBridge({ tools: [tool], approve: () => ({ approved: false, reason: 'not today' }) });
  const { chat } = chatWith(bridge, createToolsFromClient([locate]), [{ name: 'locate' }]);
  await ask(chat);
  expect(handler).not.toHaveBeenCalled();
  expect(chat.toolParts).toMatchObject([{ state: 'output-error', errorText: '"locate" was not run: not today.' }]);
});

test('addToolResult, the older name of addToolOutput, is accepted', async () => {
  const server = route(createToolsFromClient([locate]), [{ name: 'locate' }]);
  const bridge = pageWith({ ...locate, handler: () => 'here' });
  const chat: PageChat = new PageChat(server.transport, (toolCall) => {
    answerToolCall(bridge, toolCall, chat.addToolResult);
  });
  await ask(chat);
  expect(chat.toolParts).toMatchObject([{ output: 'here' }]);
});
