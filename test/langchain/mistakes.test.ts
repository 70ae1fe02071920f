import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { Client } from '@modelcontextprotocol/client';
import { tool as sdkTool } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import { createToolsFromClient, fromLangChainTool, fromLangChainTools, toLangChainTool } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';

const add = defineTool({ name: 'add', description: 'Add', inputSchema: { type: 'object' }, handler: () => 3 });
const bridge = createBridge({ tools: [add] });
const langChainTool = tool(() => 3, { name: 'add', description: 'Add', schema: z.object({}) });
const aiSDKTool = sdkTool({ description: 'Add', inputSchema: z.object({}), execute: () => 3 });

const fromLangChain = 'a LangChain tool: use fromLangChainTools([tool])';
const fromAISDK = 'an AI SDK tool: use await fromAISDKTools({ name: tool })';
const fromAISDKSet = 'an AI SDK tool set: use await fromAISDKTools()';
const aPromise = 'a Promise: use await';
const needsNone = 'a client tool or a bridge, which needs no conversion';

const sources =
  'createToolsFromClient() expects a bridge (createBridge()), the result of connectATP() or connectLetta(), or an array of client tools';

test.each<[string, unknown, string]>([
  ['undefined', undefined, `${sources}.`],
  ['a string', 'add', `${sources}.`],
  ['an object', {}, `${sources}.`],
  ['a connection that was not awaited', Promise.resolve({ bridge }), `${sources}, not ${aPromise}.`],
  ['one client tool', add, `${sources}.`],
  ['a LangChain tool', langChainTool, `${sources}, not ${fromLangChain}.`],
  ['an AI SDK tool set', { add: aiSDKTool }, `${sources}, not ${fromAISDKSet}.`],
  [
    'an MCP client',
    new Client({ name: 'a', version: '1' }),
    `${sources}, not an MCP client: use await fromMCPClient().`,
  ],
])("LangChain's createToolsFromClient() given %s names the mend", (_, source, message) => {
  expect(() => createToolsFromClient(source as never)).toThrow(new TypeError(message));
});

test.each<[string, unknown, string]>([
  ['a LangChain tool', langChainTool, fromLangChain],
  [
    'a LangChain tool of a class',
    new DynamicStructuredTool({ name: 'add', description: 'Add', schema: z.object({}), func: async () => '3' }),
    fromLangChain,
  ],
  ['an AI SDK tool', aiSDKTool, fromAISDK],
  ['a Promise', Promise.resolve(add), aPromise],
])(
  "LangChain's createToolsFromClient() and toLangChainTool() given %s as a tool name the mend",
  (_, given, message) => {
    const refused = new TypeError(`${sources}, not ${message}.`);
    expect(() => createToolsFromClient([given as typeof add])).toThrow(refused);
    expect(() => toLangChainTool(given as typeof add)).toThrow(refused);
  },
);

const list = 'fromLangChainTools() expects a list of LangChain tools or a toolkit';

test.each<[string, unknown, string]>([
  ['undefined', undefined, `${list}.`],
  ['a Promise', Promise.resolve([langChainTool]), `${list}, not ${aPromise}.`],
  ['a toolkit whose tools are a Promise', { getTools: async () => [langChainTool] }, `${list}, not ${aPromise}.`],
  ['one LangChain tool', langChainTool, `${list}, not ${fromLangChain}.`],
  ['a client tool', add, `${list}, not ${needsNone}.`],
  ['a bridge', bridge, `${list}, not ${needsNone}.`],
  ['an AI SDK tool set', { add: aiSDKTool }, `${list}, not ${fromAISDKSet}.`],
])('fromLangChainTools() given %s names the mend', (_, source, message) => {
  expect(() => fromLangChainTools(source as never)).toThrow(new TypeError(message));
});

test.each<[string, unknown, string]>([
  ['a client tool', add, `The LangChain tool "add" cannot be converted: it is ${needsNone}.`],
  ['an AI SDK tool', aiSDKTool, `The LangChain tool "undefined" cannot be converted: it is ${fromAISDK}.`],
  ['a Promise', Promise.resolve(), `The LangChain tool "undefined" cannot be converted: it is ${aPromise}.`],
  [
    'a toolkit',
    { getTools: () => [langChainTool] },
    'The LangChain tool "undefined" cannot be converted: it is a LangChain toolkit: use fromLangChainTools(toolkit).',
  ],
  ['a list', [langChainTool], `The LangChain tool "undefined" cannot be converted: it is ${fromLangChain}.`],
  [
    'a runnable without a name',
    { invoke: () => 3 },
    'The LangChain tool "undefined" cannot be converted: it is not a LangChain tool that runs in this process, with a name and invoke().',
  ],
])('fromLangChainTool() and fromLangChainTools() given %s as a tool name the mend', (_, given, message) => {
  const refused = expect.objectContaining({ code: 'invalid_tool', message });
  expect(() => fromLangChainTool(given as never)).toThrow(refused);
  expect(() => fromLangChainTools([given as never])).toThrow(refused);
});
