/** Members that only LangChain understands are carried by the client tool and restored in LangChain. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { ChatOpenAIResponses } from '@langchain/openai';
import { createAgent, fakeModel, tool as headlessTool } from 'langchain';
import { createBridge } from 'toolferry';
import { fromAISDKTools, createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import {
  type ConvertibleTool,
  createToolsFromClient,
  fromLangChainTool,
  fromLangChainTools,
  type LangChainTool,
  toLangChainTool,
} from 'toolferry/langchain';
import { conversionLosses } from 'toolferry/losses';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { providerTools } from '../peers/langchain-tools/provider-tools.ts';
import { modelThatCalls } from './run-calls.ts';

const nativeValues = {
  returnDirect: true,
  extras: { defer_loading: true },
  tags: ['slow'],
  metadata: { owner: 'ann', operationType: 'unknown to LangChain' },
};
const fields = { name: 'find', description: 'Find it', schema: z.object({ word: z.string() }) };
const find = new DynamicStructuredTool({ ...fields, ...nativeValues, func: async ({ word }) => `Found ${word}` });
const plain = tool(async ({ word }) => `Found ${word}`, fields);
const call = { id: 'c1', name: 'find', args: { word: 'milk' } };
const member = ({ returnDirect, extras, tags, metadata }: LangChainTool) => ({ returnDirect, extras, tags, metadata });

/** The tool after a round trip through the AI SDK: LangChain, client, AI SDK, client, LangChain. */
async function throughAISDK(source: ConvertibleTool): Promise<LangChainTool[]> {
  return createToolsFromClient(await fromAISDKTools(toAISDK([fromLangChainTool(source)])));
}

describe('native members', () => {
  test('returnDirect, extras, tags and metadata are restored', () => {
    expect(member(toLangChainTool(fromLangChainTool(find)))).toEqual(nativeValues);
  });

  test('native members are restored after a round trip through the AI SDK', async () => {
    const [made] = await throughAISDK(find);
    expect(made && member(made)).toEqual(nativeValues);
    expect(await made?.invoke({ ...call, type: 'tool_call' })).toMatchObject({ content: 'Found milk' });
  });

  test("the user's security metadata is added to LangChain's metadata, which the policy does not read", async () => {
    const metadata = () => ({ operationType: 'destructive' as const });
    const made = toLangChainTool(fromLangChainTool(find, { metadata }));
    expect(made.metadata).toEqual({ owner: 'ann', operationType: 'destructive' });
    expect(await made.invoke({ ...call, type: 'tool_call' })).toMatchObject({ status: 'error' });
    const unmarked = toLangChainTool(fromLangChainTool(find));
    expect(await unmarked.invoke({ ...call, type: 'tool_call' })).toMatchObject({ content: 'Found milk' });
  });

  test('a decorated copy of the client tool keeps its native members', async () => {
    const converted = fromLangChainTool(find);
    const [made] = createToolsFromClient([{ ...converted, handler: () => 'from the cache' }]);
    expect(made && member(made)).toEqual(nativeValues);
    expect(await made?.invoke(call.args)).toBe('from the cache');
  });

  test('a tool without native members gets none', () => {
    expect(member(toLangChainTool(fromLangChainTool(plain)))).toEqual({
      returnDirect: false,
      extras: undefined,
      tags: [],
      metadata: {},
    });
    expect(conversionLosses(fromLangChainTool(plain), 'ai-sdk').map(({ kind }) => kind)).not.toContain(
      'nativeMetadata',
    );
  });

  test('metadata.headlessTool is set only if the tool has no handler', () => {
    const source = headlessTool(fields);
    source.metadata = { ...source.metadata, owner: 'ann' };
    const headless = fromLangChainTool(source);
    expect(toLangChainTool(headless).metadata).toEqual({ owner: 'ann', headlessTool: true });
    expect(toLangChainTool({ ...headless, handler: () => 'here now' }).metadata).toEqual({ owner: 'ann' });
  });

  test('conversionLosses lists the native members for the AI SDK, and not for LangChain', () => {
    const kinds = (target: 'ai-sdk' | 'langchain') =>
      conversionLosses(fromLangChainTool(find), target).map(({ kind }) => kind);
    expect(kinds('ai-sdk')).toEqual(expect.arrayContaining(['returnDirect', 'extras', 'tags', 'nativeMetadata']));
    for (const kind of ['returnDirect', 'extras', 'tags', 'nativeMetadata'])
      expect(kinds('langchain')).not.toContain(kind);
  });
});

describe('returnDirect in an agent', () => {
  const answers = async (tools: unknown[], args: object = call.args) => {
    const agent = createAgent({ model: modelThatCalls({ ...call, args: args as never }), tools: tools as never[] });
    return (await agent.invoke({ messages: 'go' })).messages.slice(2).map(({ content }) => content);
  };

  test('an agent stops after a tool with returnDirect, also after a round trip through the AI SDK', async () => {
    expect(await answers([find])).toEqual(['Found milk']);
    expect(await answers([plain])).toEqual(['Found milk', 'done']);
    expect(await answers(await throughAISDK(find))).toEqual(['Found milk']);
    expect(await answers(await throughAISDK(plain))).toEqual(['Found milk', 'done']);
  });

  test('a call of a tool with returnDirect is validated by the bridge, under its policy', async () => {
    const converted = await fromAISDKTools(toAISDK([fromLangChainTool(find)]));
    const refused = createToolsFromClient(converted, { policy: () => 'ask', approve: () => false });
    expect(String(await answers(refused))).toContain('not approved');
    expect(String(await answers(createToolsFromClient(converted), { word: 1 }))).toContain('Invalid input for "find"');
  });
});

describe('tracing', () => {
  class Recorder extends BaseCallbackHandler {
    name = 'recorder';
    override awaitHandlers = true;
    readonly started: {
      readonly name: string | undefined;
      readonly tags: readonly string[];
      readonly depth: string;
    }[] = [];
    override handleToolStart(
      ...[, , , parent, tags = [], , name]: Parameters<NonNullable<BaseCallbackHandler['handleToolStart']>>
    ) {
      this.started.push({ name, tags, depth: parent === undefined ? 'outer' : 'inner' });
    }
  }

  test("the tags of a tool are on the run of the agent's tool only", async () => {
    const recorder = new Recorder();
    await toLangChainTool(fromLangChainTool(find)).invoke({ ...call, type: 'tool_call' }, { callbacks: [recorder] });
    expect(recorder.started).toEqual([
      { name: 'find', tags: ['slow'], depth: 'outer' },
      { name: 'find', tags: ['langsmith:hidden'], depth: 'inner' },
    ]);
  });

  test('the tags of a tool are on its own run outside LangChain', async () => {
    const recorder = new Recorder();
    const source = new DynamicStructuredTool({ ...fields, tags: ['slow'], callbacks: [recorder], func: async () => 1 });
    const bridge = createBridge({ tools: [fromLangChainTool(source)] });
    await bridge.execute({ id: 'c1', name: 'find', input: call.args });
    expect(recorder.started).toEqual([{ name: 'find', tags: ['slow'], depth: 'outer' }]);
  });

  test('the callbacks and default config of a tool only apply to its own run', async () => {
    const recorder = new Recorder();
    const seen: unknown[] = [];
    const source = new DynamicStructuredTool({
      ...fields,
      callbacks: [recorder],
      defaultConfig: { configurable: { user: 'ann' } },
      func: async (_, __, config) => {
        seen.push(config?.configurable);
        return 'ok';
      },
    });
    const made = toLangChainTool(fromLangChainTool(source));
    await made.invoke({ ...call, type: 'tool_call' });
    expect(recorder.started).toHaveLength(1);
    expect(seen).toEqual([{ user: 'ann' }]);
    expect([made.callbacks, made.defaultConfig]).toEqual([undefined, undefined]);
  });

  test('a run that a converted tool starts is not hidden', async () => {
    const recorder = new Recorder();
    const outer = tool(async (_, config) => plain.invoke(call.args, config), {
      ...fields,
      name: 'ask',
      tags: ['top'],
    } as never);
    await toLangChainTool(fromLangChainTool(outer)).invoke({ word: 'a' }, { callbacks: [recorder] });
    expect(recorder.started.map(({ name, tags }) => [name, tags])).toEqual([
      ['ask', ['top']],
      ['ask', ['langsmith:hidden']],
      ['find', []],
    ]);
  });
});

describe('tools with a provider definition', () => {
  test('a tool for Anthropic keeps its provider definition', async () => {
    const made = toLangChainTool(fromLangChainTool(providerTools.bash));
    expect(made.extras).toEqual({ providerToolDefinition: { type: 'bash_20250124', name: 'bash' } });
    expect(await made.invoke({ command: 'ls' })).toBe('ran {"command":"ls"}');
  });

  test('a custom tool for OpenAI is sent as it is without conversion', () => {
    const [made] = createToolsFromClient(fromLangChainTools([providerTools.custom]));
    const model = new ChatOpenAIResponses({ model: 'gpt-5', apiKey: 'not-a-key' });
    const sent = (source: unknown) => model.invocationParams({ tools: [source as never] }).tools;
    expect(sent(made)).toMatchObject([{ type: 'custom', name: 'run_code', description: 'Run code' }]);
    expect(sent(made)).toEqual(sent(providerTools.custom));
  });

  test('a computer tool for OpenAI answers with the additional_kwargs that OpenAI requires', async () => {
    const action = { type: 'screenshot' };
    const answer = async (tools: unknown[]) => {
      const model = fakeModel()
        .respondWithTools([{ id: 'c1', name: 'computer_use', args: { action } }])
        .respond(new AIMessage('done'));
      const { messages } = await createAgent({ model, tools: tools as never[] }).invoke({ messages: 'go' });
      const found = messages.find((message) => ToolMessage.isInstance(message));
      return [found?.content, found?.additional_kwargs];
    };
    const converted = await answer(createToolsFromClient(fromLangChainTools([providerTools.computer])));
    expect(converted).toEqual(['https://example.com/screen.png', { type: 'computer_call_output' }]);
    expect(converted).toEqual(await answer([providerTools.computer]));
  });
});
