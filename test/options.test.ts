import { Client } from '@modelcontextprotocol/client';
import { createBridge, defineTool, limitOutput, policyFrom } from 'toolferry';
import * as aiSDK from 'toolferry/ai-sdk';
import { connectATP, fromATPClient } from 'toolferry/atp';
import { createJournal, memoryStore } from 'toolferry/journal';
import * as langchain from 'toolferry/langchain';
import { connectLetta, connectLettaAppServer, lettaModel } from 'toolferry/letta';
import { fromMCPClient } from 'toolferry/mcp';
import { expect, test } from 'vitest';

const tool = defineTool({ name: 'a', description: 'A', inputSchema: { type: 'object' }, handler: () => 1 });
const aiSDKTool = { inputSchema: { type: 'object' }, execute: () => 1 };
const langChainTool = { name: 'a', schema: { type: 'object' }, invoke: async () => 1 };
const client = new Client({ name: 'a', version: '1' });

/** Each public function with options: its name, how it is called with some, and the options that a wrong one is not. */
const functions: readonly (readonly [name: string, call: (options: object) => unknown, known: string])[] = [
  ['createJournal()', (options: object) => createJournal(memoryStore(), options), 'holder, leaseMs, keepMs'],
  ['createBridge()', createBridge, 'tools, policy, approve, timeoutMs, limits, onEvent, onError, journal'],
  ['policyFrom()', policyFrom, 'rules, granted'],
  ['limitOutput()', (options) => limitOutput(options as { bytes: number }), 'bytes, onCut'],
  [
    'createToolsFromClient()',
    (options) => langchain.createToolsFromClient([tool], options),
    'policy, approve, timeoutMs, limits, onEvent, onError, journal, errors, thread',
  ],
  [
    'createToolsFromClient()',
    (options) => aiSDK.createToolsFromClient([tool], options),
    'policy, approve, timeoutMs, limits, onEvent, onError, journal, approval, progress, thread',
  ],
  [
    'toLangChainTool()',
    (options) => langchain.toLangChainTool(tool, options),
    'policy, approve, timeoutMs, limits, onEvent, onError, journal, errors, thread',
  ],
  [
    'toAISDKTool()',
    (options) => aiSDK.toAISDKTool(tool, options),
    'policy, approve, timeoutMs, limits, onEvent, onError, journal, approval, progress, thread',
  ],
  ['fromLangChainTools()', (options) => langchain.fromLangChainTools([], options), 'namespace, metadata'],
  ['fromLangChainTool()', (options) => langchain.fromLangChainTool(langChainTool, options), 'namespace, metadata'],
  [
    'fromAISDKTools()',
    (options) => aiSDK.fromAISDKTools({}, options),
    'namespace, metadata, context, major, toolApproval',
  ],
  [
    'fromAISDKTool()',
    (options) => aiSDK.fromAISDKTool('a', aiSDKTool, options),
    'namespace, metadata, context, major, toolApproval',
  ],
  [
    'connectATP()',
    (options) => connectATP({ baseUrl: 'http://127.0.0.1:9', ...options }),
    'baseUrl, tools, policy, approve, timeoutMs, limits, onEvent, onError, journal, headers, fetch, requestTimeoutMs, maxResponseBytes, clientInfo, config, maxRounds, expose, metadata, session, signal, llm, embedding, maxLlmCalls, maxEmbeddings, maxCallsPerPause',
  ],
  [
    'fromATPClient()',
    (options) => fromATPClient({ getClientTools: () => [] } as never, options),
    'policy, approve, timeoutMs, limits, onEvent, onError, journal, metadata',
  ],
  [
    'connectLetta()',
    (options) => connectLetta({ client: { agents: {} }, agentId: 'agent-1', ...options } as never),
    'client, agentId, conversationId, tools, policy, approve, timeoutMs, limits, onEvent, onError, journal, standIn, request, metadata',
  ],
  [
    'lettaModel()',
    (options) => lettaModel({ client: { agents: {} }, agentId: 'agent-1', ...options } as never),
    'client, agentId, conversationId, request, serverTools',
  ],
  [
    'connectLettaAppServer()',
    (options) => connectLettaAppServer({ url: 'ws://127.0.0.1:9', ...options }),
    'url, agent, agentId, conversationId, WebSocket, tools, policy, approve, timeoutMs, limits, onEvent, onError, journal',
  ],
  [
    'fromMCPClient()',
    (options) => fromMCPClient(client as never, options),
    'namespace, metadata, unmarked, trusted, bridge, limits, onRefused, onChanged',
  ],
];

/** The name with its third letter left out. */
const misspell = (name: string) => name.slice(0, 2) + name.slice(3);

const outcome = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error;
  }
};

test.each(functions)('a misspelt option of %s is a TypeError that names the right one', async (name, call, known) => {
  for (const option of known.split(', ')) {
    const wrong = misspell(option);
    const message = `"${wrong}" is not an option of ${name}. Did you mean ${option}?`;
    expect(await outcome(() => call({ [wrong]: 1 }))).toEqual(new TypeError(message));
  }
});

test.each(functions)('another option of %s is a TypeError that lists the options', async (name, call, known) => {
  const message = `"somethingElse" is not an option of ${name}. Known: ${known}.`;
  expect(await outcome(() => call({ somethingElse: 1 }))).toEqual(new TypeError(message));
});

test.each(functions)('an option of %s that does not exist is ignored if it is undefined', async (_, call) => {
  const unknown = /is not an option/;
  expect(String(await outcome(() => call({ somethingElse: undefined })))).not.toMatch(unknown);
});

test.each<[string, () => unknown, string]>([
  [
    'errors',
    () => langchain.createToolsFromClient([tool], { errors: 'trow' as never }),
    `errors: expected 'message' or 'throw' or 'text', not "trow".`,
  ],
  [
    'errors of one tool',
    () => langchain.toLangChainTool(tool, { errors: 'trow' as never }),
    `errors: expected 'message' or 'throw' or 'text', not "trow".`,
  ],
  [
    'approval',
    () => aiSDK.createToolsFromClient([tool], { approval: 'framwork' as never }),
    `approval: expected 'bridge' or 'framework' or 'caller', not "framwork".`,
  ],
  [
    'approval of one tool',
    () => aiSDK.toAISDKTool(tool, { approval: 'framwork' as never }),
    `approval: expected 'bridge' or 'framework' or 'caller', not "framwork".`,
  ],
])('a value that %s does not allow is a TypeError that lists those that it does', (_, call, message) => {
  expect(call).toThrow(new TypeError(message));
});

test.each<[string, (options: never) => unknown]>([
  ['createToolsFromClient()', (options) => langchain.createToolsFromClient([tool], options)],
  ['toLangChainTool()', (options) => langchain.toLangChainTool(tool, options)],
  ['fromLangChainTools()', (options) => langchain.fromLangChainTools([], options)],
  ['createToolsFromClient()', (options) => aiSDK.createToolsFromClient([tool], options)],
  ['toAISDKTool()', (options) => aiSDK.toAISDKTool(tool, options)],
  ['fromAISDKTools()', (options) => aiSDK.fromAISDKTools({}, options)],
  ['fromMCPClient()', (options) => fromMCPClient(client as never, options)],
])('a function in place of the options of %s is a TypeError', async (name, call) => {
  const message = `${name} expects an object with options, not a function.`;
  expect(await outcome(() => call((() => true) as never))).toEqual(new TypeError(message));
});

test.each([{ policy: 5 }, { approve: 5 }, { approve: true }, { onEvent: 5 }, { onEvent: {} }, { onError: 5 }])(
  'createBridge(%j) and createToolsFromClient() throw a TypeError, because it must be a function',
  (options) => {
    const refused = new TypeError(`${Object.keys(options)[0]} must be a function.`);
    expect(() => createBridge(options as never)).toThrow(refused);
    expect(() => langchain.createToolsFromClient([tool], options as never)).toThrow(refused);
    expect(() => aiSDK.createToolsFromClient([tool], options as never)).toThrow(refused);
  },
);

test.each([
  [{ blockTools: ['rm'] }, '"blockTools" is not an option of policyFrom(). Known: rules, granted.'],
  [{ rules: { blokTools: ['rm'] } }, '"blokTools" is not a rule of policyFrom(). Did you mean blockTools?'],
  [{ granted: { scope: ['a'] } }, '"scope" is not a member of granted. Did you mean scopes?'],
] as const)('policyFrom(%j) is a TypeError, because it would allow what it seems to block', (options, message) => {
  expect(() => policyFrom(options as object)).toThrow(new TypeError(message));
});

test('a store in place of a journal is a TypeError that names createJournal()', () => {
  const store = memoryStore() as never;
  expect(() => createBridge({ journal: store })).toThrow(
    new TypeError('journal must be what createJournal(store) of toolferry/journal returns.'),
  );
});

test('a misspelt limit is a TypeError that names the right one', () => {
  const limits = { outputNode: 1 } as object;
  expect(() => createBridge({ limits })).toThrow(
    new TypeError('"outputNode" is not a limit. Did you mean outputNodes?'),
  );
});
