import { tool as langChainTool } from '@langchain/core/tools';
import { type ToolSet, tool } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import { createToolsFromClient, fromAISDKTool, fromAISDKTools, toAISDKTool } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';

const add = defineTool({ name: 'add', description: 'Add', inputSchema: { type: 'object' }, handler: () => 3 });
const bridge = createBridge({ tools: [add] });
const aiSDKTool = tool({ description: 'Add', inputSchema: z.object({}), execute: () => 3 }) as ToolSet[string];
const fromLangChain = langChainTool(() => 3, { name: 'add', description: 'Add', schema: z.object({}) });

const convertLangChain = 'a LangChain tool: use fromLangChainTools([tool])';
const convertAISDK = 'an AI SDK tool: use await fromAISDKTools({ name: tool })';
const convertSet = 'an AI SDK tool set: use await fromAISDKTools()';
const aPromise = 'a Promise: use await';
const needsNone = 'a client tool or a bridge, which needs no conversion';

const sources =
  'createToolsFromClient() expects a bridge (createBridge()), the result of connectATP() or connectLetta(), or an array of client tools';

test.each<[string, unknown, string]>([
  ['undefined', undefined, `${sources}.`],
  ['a connection that was not awaited', Promise.resolve({ bridge }), `${sources}, not ${aPromise}.`],
  ['fromAISDKTools() that was not awaited', fromAISDKTools({ add: aiSDKTool }), `${sources}, not ${aPromise}.`],
  ['an AI SDK tool set', { add: aiSDKTool }, `${sources}, not ${convertSet}.`],
  ['one AI SDK tool', aiSDKTool, `${sources}, not ${convertAISDK}.`],
  ['a LangChain tool', fromLangChain, `${sources}, not ${convertLangChain}.`],
])("the AI SDK's createToolsFromClient() given %s names the mend", (_, source, message) => {
  expect(() => createToolsFromClient(source as never)).toThrow(new TypeError(message));
});

test.each<[string, unknown, string]>([
  ['a LangChain tool', fromLangChain, convertLangChain],
  ['an AI SDK tool', aiSDKTool, convertAISDK],
])("the AI SDK's createToolsFromClient() and toAISDKTool() given %s as a tool name the mend", (_, given, message) => {
  const refused = new TypeError(`${sources}, not ${message}.`);
  expect(() => createToolsFromClient([given as typeof add])).toThrow(refused);
  expect(() => toAISDKTool(given as typeof add)).toThrow(refused);
});

const set = 'fromAISDKTools() expects a set of AI SDK tools, { name: tool }';

test.each<[string, unknown, string]>([
  ['undefined', undefined, `${set}.`],
  ['a Promise', Promise.resolve({ add: aiSDKTool }), `${set}, not ${aPromise}.`],
  ['an array of AI SDK tools', [aiSDKTool], `${set}, not ${convertAISDK}.`],
  ['one AI SDK tool', aiSDKTool, `${set}, not ${convertAISDK}.`],
  ['LangChain tools', [fromLangChain], `${set}, not ${convertLangChain}.`],
  ['client tools', [add], `${set}, not ${needsNone}.`],
  ['a client tool', add, `${set}, not ${needsNone}.`],
  ['a bridge', bridge, `${set}, not ${needsNone}.`],
])('fromAISDKTools() given %s names the mend', async (_, source, message) => {
  await expect(fromAISDKTools(source as never)).rejects.toThrow(new TypeError(message));
});

test.each<[string, unknown, string]>([
  ['a LangChain tool', fromLangChain, convertLangChain],
  ['a client tool', add, needsNone],
  ['a Promise', Promise.resolve(aiSDKTool), aPromise],
])('fromAISDKTool() and fromAISDKTools() given %s as a tool name the mend', async (_, given, message) => {
  const refused = { code: 'invalid_tool', message: `The AI SDK tool "add" cannot be converted: it is ${message}.` };
  await expect(fromAISDKTool('add', given as never)).rejects.toMatchObject(refused);
  await expect(fromAISDKTools({ add: given } as never)).rejects.toMatchObject(refused);
});

test('a tool set without tools, and one whose tool is left out as undefined, are converted', async () => {
  expect(await fromAISDKTools({})).toEqual([]);
  expect(await fromAISDKTools({ add: aiSDKTool, other: undefined } as never)).toHaveLength(2);
});
