import * as ai from 'ai';
import { createBridge, defineTool, type Pause, ToolferryError } from 'toolferry';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { major, named } from '../support/major.js';
import { scriptedModel } from '../support/scripted-model.js';

const inputSchema = { type: 'object' } as const;
const locate = defineTool({ name: 'locate', description: 'Where', inputSchema, handler: () => 'here' });
const bridge = createBridge({ tools: [locate] });

/** A model that works as scripted until its call of this number, and fails then. */
function failingModel(at: number, error: unknown) {
  const { model, prompts } = scriptedModel([{ name: 'locate' }]);
  const { doStream } = model as unknown as { doStream(options: unknown): Promise<unknown> };
  let calls = 0;
  const failing = {
    ...(model as object),
    doStream(options: unknown) {
      calls += 1;
      if (calls === at) throw error;
      return doStream(options);
    },
  };
  return { model: failing as unknown as ai.LanguageModel, prompts };
}

const apiError = (statusCode: number) =>
  new ai.APICallError({
    message: 'the provider said no',
    url: 'https://example.com',
    requestBodyValues: {},
    statusCode,
  });

for (const [statusCode, code] of [
  [400, 'bad_request'],
  [401, 'unauthorized'],
  [429, 'rate_limited'],
  [503, 'server_error'],
] as const)
  test(`a run whose provider responds ${statusCode} rejects with ${code}`, async () => {
    const { model } = failingModel(1, apiError(statusCode));
    const run = bridge.run(aiSDKBackend({ model, maxRetries: 0 }), 'go');
    await expect(run).rejects.toMatchObject({ code, message: 'The agent failed: the provider said no' });
    await expect(run).rejects.toSatisfy(ToolferryError.isInstance);
  });

test('an error that the provider sends in its stream rejects the run, with the error as its cause', async () => {
  const { model } = scriptedModel();
  const cause = new Error('overloaded');
  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [] });
        controller.enqueue({ type: 'error', error: cause });
        controller.close();
      },
    });
  const broken = { ...(model as object), doStream: async () => ({ stream: stream() }) } as unknown as ai.LanguageModel;
  await expect(bridge.run(aiSDKBackend({ model: broken, maxRetries: 0 }), 'go')).rejects.toMatchObject({
    code: 'run_failed',
    message: 'The agent failed: overloaded',
    cause,
  });
});

test('a run that fails after its calls were answered can be resumed with the answers, and runs nothing again', async () => {
  const ran: string[] = [];
  const counted = createBridge({ tools: [{ ...locate, handler: () => void ran.push('locate') }] });
  const { model } = failingModel(2, apiError(503));
  const error = (await counted
    .run(aiSDKBackend({ model, maxRetries: 0 }), 'go')
    .catch((thrown: unknown) => thrown)) as ToolferryError;
  expect(error.code).toBe('server_error');
  const { pause } = JSON.parse(JSON.stringify(error.data)) as { pause: Pause };
  const output = await counted.resume(aiSDKBackend({ model: scriptedModel().model }), pause);
  expect(output.text).toBe('done');
  expect(ran).toEqual(['locate']);
});

test('a request that is not a conversation rejects before a model is called', async () => {
  const { model, prompts } = scriptedModel();
  const run = bridge.run(aiSDKBackend({ model }), [{ role: 'user', parts: [] }] as never);
  await expect(run).rejects.toSatisfy(ToolferryError.isInstance);
  expect(prompts).toEqual([]);
});

test('an abort ends a run whose model does not listen, and the run rejects with its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('the user left');
  let signal: AbortSignal | undefined;
  const { model } = scriptedModel();
  const deaf = {
    ...(model as object),
    doStream: (options: { abortSignal?: AbortSignal }) => {
      signal = options.abortSignal;
      stop.abort(reason);
      return new Promise(() => {});
    },
  } as unknown as ai.LanguageModel;
  await expect(bridge.run(aiSDKBackend({ model: deaf }), 'go', { signal: stop.signal })).rejects.toBe(reason);
  expect(signal?.aborted).toBe(true);
});

test('an abort reaches a tool that the agent runs, and the run does not wait for one that ignores it', async () => {
  const stop = new AbortController();
  const reason = new Error('the user left');
  let signal: AbortSignal | undefined;
  const slow = ai.tool({
    inputSchema: ai.jsonSchema(inputSchema),
    execute: (_: unknown, options) => {
      signal = options.abortSignal;
      stop.abort(reason);
      return new Promise<string>(() => {});
    },
  });
  const { model, prompts } = scriptedModel([{ name: 'slow' }]);
  const run = bridge.run(aiSDKBackend({ model, tools: { slow } as ai.ToolSet }), 'go', { signal: stop.signal });
  await expect(run).rejects.toBe(reason);
  expect(signal?.aborted).toBe(true);
  expect(prompts).toHaveLength(1);
});

test.runIf(major > 5)(
  named("a run that the agent's own timeout stops rejects with timeout", [6, 7], 'it has no timeout'),
  async () => {
    const { model } = scriptedModel();
    const doStream = ({ abortSignal }: { abortSignal: AbortSignal }) =>
      new Promise((_, reject) => {
        abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
      });
    const slow = { ...(model as object), doStream } as unknown as ai.LanguageModel;
    const settings = { model: slow, timeout: 20 };
    await expect(bridge.run(aiSDKBackend(settings), 'go')).rejects.toMatchObject({ code: 'timeout' });
  },
);

test('a step that the token limit cut off ends the run, and its calls are not run', async () => {
  const { model } = scriptedModel([{ name: 'locate' }]);
  const { doStream } = model as unknown as { doStream(options: unknown): Promise<{ stream: ReadableStream<object> }> };
  const cutOff = new TransformStream<object, object>({
    transform(part, controller) {
      const reason = major === 5 ? 'length' : { unified: 'length', raw: undefined };
      controller.enqueue('finishReason' in part ? { ...part, finishReason: reason } : part);
    },
  });
  const cut = {
    ...(model as object),
    doStream: async (options: unknown) => ({ stream: (await doStream(options)).stream.pipeThrough(cutOff) }),
  } as unknown as ai.LanguageModel;
  const output = await bridge.run(aiSDKBackend({ model: cut }), 'go');
  expect(output.finishReason).toBe('length');
  expect(output.messages.map(({ role }) => role)).toEqual(['assistant']);
});

test('a model alone is not an agent, and the error names what is', () => {
  const { model } = scriptedModel();
  for (const source of [model, undefined, {}, 'gpt-5-mini'])
    expect(() => aiSDKBackend(source as never)).toThrow(
      'aiSDKBackend() expects { model, … }, an agent of the AI SDK, or a function',
    );
});
