/** The option `thread`: a step of a generation that is repeated does not take effect again. */
import * as ai from 'ai';
import { generateText, type LanguageModel, type ModelMessage, stepCountIs, streamText, type ToolSet } from 'ai';
import { type BridgeOptions, createBridge, defineTool } from 'toolferry';
import { type AISDKThread, type AISDKToolOptions, createToolsFromClient, toAISDKTool } from 'toolferry/ai-sdk';
import { beforeEach, describe, expect, test } from 'vitest';
import { startWorker } from '../journal/support/start-worker.ts';
import { answered, type StoredMessage } from './support/answered.js';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';
import { type ScriptedCall, scriptedModel } from './support/scripted-model.js';

const sent: string[] = [];
const send = defineTool({
  name: 'send',
  description: 'Send an e-mail',
  inputSchema: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
  handler({ to }, { progress }) {
    sent.push(to);
    progress('sending');
    if (to === 'nobody') throw new Error('Nobody has no address.');
    return { sent: to };
  },
});
const sends = (to: string, id = 'call_0'): ScriptedCall => ({ name: 'send', id, input: { to } });
const journal = {} as never;

beforeEach(() => {
  sent.length = 0;
});

/** What outlives the process: the record of the calls. */
const recorded = ({ tools = [send], ...others }: Omit<BridgeOptions, 'journal'> = {}) => {
  const { keys, startProcess } = startWorker();
  /** The tools of another process. */
  const toolsOf = (thread: AISDKThread = 'chat-1', options: AISDKToolOptions = {}): ToolSet =>
    createToolsFromClient(createBridge({ ...others, tools, journal: startProcess() }), { thread, ...options });
  return { keys, toolsOf };
};

const settings = (model: LanguageModel, tools: ToolSet) => ({ model, tools, stopWhen: stepCountIs(5), prompt: 'go' });
// ai 5 only has the experimental name, which 6 and 7 keep for their ToolLoopAgent.
const Agent = ((ai as Record<string, unknown>).ToolLoopAgent ?? ai.Experimental_Agent) as typeof ai.Experimental_Agent;

/** Everything that can run a tool. */
const runners: Record<string, (model: LanguageModel, tools: ToolSet) => Promise<unknown>> = {
  generateText: (model, tools) => generateText(settings(model, tools)).then(({ text }) => text),
  streamText: async (model, tools) => {
    const result = streamText({ ...settings(model, tools), onError() {} });
    await result.consumeStream();
    return result.text;
  },
  'the agent class': (model, tools) =>
    new Agent({ model, tools, stopWhen: stepCountIs(5) }).generate({ prompt: 'go' }).then(({ text }) => text),
};

describe.each(Object.entries(runners))('%s', (_, run) => {
  test('a generation that failed after a step is repeated with the same answers of the model: each call took effect once', async () => {
    const { toolsOf, keys } = recorded();
    const calls = [sends('ada', 'a'), sends('bob', 'b')];
    const unavailable = () => {
      throw new Error('The model is not available.');
    };
    const failing = scriptedModel(calls);
    const original = failing.prompts.push.bind(failing.prompts);
    failing.prompts.push = (prompt) => (failing.prompts.length > 0 ? unavailable() : original(prompt));
    await run(failing.model, toolsOf()).catch(() => {});
    expect(failing.prompts).toHaveLength(1);
    expect(sent.toSorted()).toEqual(['ada', 'bob']);

    const { model, saw } = scriptedModel(calls);
    expect(await run(model, toolsOf())).toBe('done');
    expect(sent.toSorted()).toEqual(['ada', 'bob']);
    expect(saw()).toMatchObject({ a: { value: { sent: 'ada' } }, b: { value: { sent: 'bob' } } });
    const [first, second] = keys().toSorted();
    expect(first).toMatch(/^chat-1\/[0-9a-f]{32}\/a$/);
    expect(second).toBe(first?.replace(/a$/, 'b'));
  });

  test('a call id that a provider uses in each step runs in each', async () => {
    const { toolsOf } = recorded();
    const { model } = scriptedModel([sends('ada')], [sends('ada')], [sends('bob')]);
    await run(model, toolsOf());
    expect(sent).toEqual(['ada', 'ada', 'bob']);
  });
});

test('the next turn of the thread and another thread run the same call id', async () => {
  const { toolsOf } = recorded();
  const first = await generate(toolsOf(), [sends('ada')]);
  const messages = [{ role: 'user', content: 'go' }, ...first.messages, { role: 'user', content: 'again' }];
  await generate(toolsOf(), [sends('ada')], { messages });
  await generate(toolsOf('chat-2'), [sends('ada')]);
  expect(sent).toEqual(['ada', 'ada', 'ada']);
});

test('a failed call is recorded as failed, and is not tried again', async () => {
  const { toolsOf } = recorded();
  for (const _ of [1, 2]) {
    const { errors } = await generate(toolsOf(), [sends('nobody')]);
    expect(errors).toMatchObject([{ code: 'failed', message: 'Nobody has no address.' }]);
  }
  expect(sent).toEqual(['nobody']);
});

describe('a second generation from the same messages', () => {
  test('runs the calls that have new ids', async () => {
    const { toolsOf } = recorded();
    await generate(toolsOf(), [sends('ada', 'call_Zx1')]);
    await generate(toolsOf(), [sends('ada', 'call_Qy2')]);
    expect(sent).toEqual(['ada', 'ada']);
  });

  test('is a repetition where the provider uses the same call ids: another input is refused', async () => {
    const { toolsOf } = recorded();
    await generate(toolsOf(), [sends('ada')]);
    await generate(toolsOf(), [sends('ada')]);
    const { errors } = await generate(toolsOf(), [sends('bob')]);
    expect(errors).toMatchObject([{ code: 'call_conflict' }]);
    expect(sent).toEqual(['ada']);
  });

  test('runs the same call ids if the function thread names it', async () => {
    const { toolsOf, keys } = recorded();
    for (const generation of ['g1', 'g1', 'g2'])
      await generate(
        toolsOf(() => ({ thread: 'chat-1', generation })),
        [sends('ada')],
      );
    expect(sent).toEqual(['ada', 'ada']);
    expect(keys()[1]).toMatch(/^chat-1\/g2\.[0-9a-f]{32}\/call_0$/);
  });
});

test('what another tool returns the second time does not make the next step another one', async () => {
  const { toolsOf } = recorded();
  let count = 0;
  const clock = toAISDKTool(
    defineTool({ name: 'clock', description: 'Time', inputSchema: { type: 'object' }, handler: () => count++ }),
  );
  for (const _ of [1, 2]) {
    const { model } = scriptedModel([{ name: 'clock', id: 'call_0' }], [sends('ada')]);
    await generateText(settings(model, { ...toolsOf(), clock }));
  }
  expect(count).toBe(2);
  expect(sent).toEqual(['ada']);
});

test('with progress, a repetition yields the recorded output', async () => {
  const { toolsOf } = recorded();
  const outputsOf = async () => {
    const { model } = scriptedModel([sends('ada')]);
    const parts: unknown[] = [];
    const { fullStream } = streamText(settings(model, toolsOf('chat-1', { progress: true })));
    for await (const part of fullStream) if (part.type === 'tool-result') parts.push(part.output);
    return parts;
  };
  const output = { sent: 'ada' };
  // The last one is yielded as preliminary, too.
  expect(await outputsOf()).toEqual(['sending', output, output]);
  expect(await outputsOf()).toEqual([output, output]);
  expect(sent).toEqual(['ada']);
});

test.runIf(major > 5)(
  named('an approved call runs once, however often its messages are sent', [6, 7], 'ai 5 cannot request approval'),
  async () => {
    const { toolsOf, keys } = recorded({ tools: [{ ...send, metadata: { requiresApproval: true } } as typeof send] });
    const tools = toolsOf('chat-1', { approval: 'framework' });
    const first = await generate(tools, [sends('ada')]);
    expect(sent).toEqual([]);
    const messages = answered(first, true);
    const withReason = structuredClone(messages);
    for (const part of withReason.flatMap(({ role, content }) =>
      role === 'tool' ? (content as { reason?: string }[]) : [],
    ))
      part.reason = 'fine';
    for (const stored of [messages, messages, withReason]) {
      const { saw } = await generate(tools, [], { messages: stored as StoredMessage[] });
      expect(saw()).toMatchObject({ call_0: { value: { sent: 'ada' } } });
    }
    expect(sent).toEqual(['ada']);
    expect(keys()).toHaveLength(1);
  },
);

describe('a call that cannot be recorded is not run', () => {
  const messages: ModelMessage[] = [{ role: 'user', content: 'go' }];
  const options = { toolCallId: 'a', messages, context: undefined };

  test.each<[string, AISDKThread, object, RegExp]>([
    [
      'without messages',
      'chat-1',
      { toolCallId: 'a' },
      /recorded: it was made without messages\. Pass those that led to the/,
    ],
    ['with an empty list of messages', 'chat-1', { toolCallId: 'a', messages: [] }, /it was made without messages/],
    [
      'a function that names no thread',
      () => undefined,
      options,
      /the function thread returned no thread\. Return the id/,
    ],
    [
      'a function that throws',
      () => {
        throw new Error('secret');
      },
      options,
      /recorded: the function thread threw an error, or the messages have no JSON form\.$/,
    ],
  ])('%s', async (_, thread, given, message) => {
    const run = recorded().toolsOf(thread).send?.execute as (input: object, given: object) => Promise<unknown>;
    await expect(run({ to: 'ada' }, given)).rejects.toMatchObject({
      code: 'journal_failed',
      message: expect.stringMatching(message),
    });
    expect(sent).toEqual([]);
  });

  test('the function thread gets the options of the call', async () => {
    const { toolsOf, keys } = recorded();
    const tools = toolsOf(({ context }) => (context as { chat: string }).chat);
    const run = tools.send?.execute as (input: object, given: object) => Promise<unknown>;
    await run({ to: 'ada' }, { ...options, context: { chat: 'chat-7' } });
    expect(keys()).toEqual([expect.stringMatching(/^chat-7\//)]);
  });
});

test.each<[string, () => unknown, string]>([
  [
    'a bridge without a journal',
    () => createToolsFromClient(createBridge(), { thread: 't1' }),
    'thread: this bridge has no journal',
  ],
  [
    'an array without a journal',
    () => createToolsFromClient([send], { thread: 't1' }),
    'Pass journal to createBridge(), or',
  ],
  ['one tool without a journal', () => toAISDKTool(send, { thread: 't1' }), 'thread: this bridge has no journal'],
  [
    'true',
    () => createToolsFromClient([], { thread: true, journal } as never),
    'expected the id of a thread or a function, not true.',
  ],
  [
    'an empty string',
    () => createToolsFromClient([], { thread: '', journal }),
    'the id of a thread or a function, not "".',
  ],
])('the option thread with %s is a TypeError', (_, create, message) => {
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});
