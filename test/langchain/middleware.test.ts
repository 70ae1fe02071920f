/** What LangChain's own middleware does with failed calls, under `errors: 'throw'`. The claims are those of LangChain's tests. */
import { tool as langChainTool, ToolInputParsingException } from '@langchain/core/tools';
import { GraphInterrupt, MemorySaver } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import {
  AIMessage,
  createAgent,
  createMiddleware,
  type ToolCallRequest,
  toolErrorMiddleware,
  toolRetryMiddleware,
} from 'langchain';
import { type ClientTool, defineTool, ToolferryError, toolResult } from 'toolferry';
import { createToolsFromClient, fromLangChainTools, type LangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { modelThatCalls, runCalls } from './run-calls.js';

class TimeoutError extends Error {
  override name = 'TimeoutError';
}
class NetworkError extends Error {
  override name = 'NetworkError';
}
class HTTPError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number) {
    super(`status ${statusCode}`);
    this.statusCode = statusCode;
  }
}

const client = (name: string, handler: () => unknown): ClientTool =>
  defineTool({ name, description: 'Work', inputSchema: { type: 'object' }, handler });
const thrower = (name: string, handler: () => unknown): LangChainTool =>
  toLangChainTool(client(name, handler), { errors: 'throw' });
const failing = (error: unknown, name = 'boom'): LangChainTool =>
  thrower(name, () => {
    throw error;
  });
const call = (name = 'boom', id = 'c1') => ({ id, name, args: {} });
const works = thrower('works', () => 'It worked');

/** A tool that fails so many times before it works, and how often it was called. */
function failingFor(failures: number) {
  const handler = vi.fn(() => {
    if (handler.mock.calls.length <= failures) throw new Error(`failure ${handler.mock.calls.length}`);
    return `It worked at attempt ${handler.mock.calls.length}`;
  });
  return { handler, failingTool: thrower('boom', handler) };
}

type RetryOptions = NonNullable<Parameters<typeof toolRetryMiddleware>[0]>;
const retry = (options: RetryOptions = {}) => toolRetryMiddleware({ initialDelayMs: 1, jitter: false, ...options });
const passThrough = (name = 'pass') => createMiddleware({ name, wrapToolCall: (request, handler) => handler(request) });

describe('toolRetryMiddleware', () => {
  test('a call that works is not repeated', async () => {
    const handler = vi.fn(() => 'It worked');
    expect(await runCalls([thrower('boom', handler)], [call()], { middleware: [retry()] })).toMatchObject([
      { content: 'It worked', status: 'success' },
    ]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('a call that fails is repeated, and the message names the tool, the attempts and the class of the error', async () => {
    const messages = await runCalls([failing(new NetworkError('down'))], [call()], { middleware: [retry()] });
    expect(messages).toMatchObject([
      { content: "Tool 'boom' failed after 3 attempts with NetworkError", status: 'error', tool_call_id: 'c1' },
    ]);
  });

  test("with onFailure: 'error' the agent rejects with the very error that the handler threw", async () => {
    const error = new NetworkError('down');
    const running = runCalls([failing(error)], [call()], { middleware: [retry({ onFailure: 'error' })] });
    await expect(running).rejects.toBe(error);
  });

  test('a formatter of failures receives the error that the handler threw', async () => {
    const error = new HTTPError(503);
    const onFailure = vi.fn(({ message }: Error) => `The tool is down: ${message}`);
    const messages = await runCalls([failing(error)], [call()], { middleware: [retry({ maxRetries: 1, onFailure })] });
    expect(messages).toMatchObject([{ content: 'The tool is down: status 503', status: 'error' }]);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(error);
  });

  test('a call that fails twice works at the third attempt', async () => {
    const { failingTool, handler } = failingFor(2);
    const messages = await runCalls([failingTool], [call()], { middleware: [retry({ maxRetries: 3 })] });
    expect(messages).toMatchObject([{ content: 'It worked at attempt 3', status: 'success' }]);
    expect(handler).toHaveBeenCalledTimes(3);
  });

  test.each([
    ['names', ['boom']],
    ['tools', [failing(new Error('another'))]],
  ])('only the listed tools are repeated: %s', async (_, tools) => {
    const middleware = [retry({ tools: tools as RetryOptions['tools'] })];
    const messages = await runCalls([failing(new Error('no')), works], [call(), call('works', 'c2')], { middleware });
    expect(messages).toMatchObject([
      { content: expect.stringContaining('3 attempts'), status: 'error' },
      { content: 'It worked', status: 'success' },
    ]);
  });

  test('retryOn selects errors by their class', async () => {
    const tools = [failing(new TimeoutError('late'), 'slow'), failing(new NetworkError('down'), 'offline')];
    const middleware = [retry({ retryOn: [TimeoutError] })];
    expect(await runCalls(tools, [call('slow'), call('offline', 'c2')], { middleware })).toMatchObject([
      { content: "Tool 'slow' failed after 3 attempts with TimeoutError" },
      { content: "Tool 'offline' failed after 1 attempt with NetworkError" },
    ]);
  });

  test('retryOn selects errors by a function, which reads their own members', async () => {
    const retryOn = (error: Error) => error instanceof HTTPError && error.statusCode >= 500;
    const tools = [failing(new HTTPError(500), 'server'), failing(new HTTPError(400), 'request')];
    const calls = [call('server'), call('request', 'c2')];
    expect(await runCalls(tools, calls, { middleware: [retry({ retryOn })] })).toMatchObject([
      { content: "Tool 'server' failed after 3 attempts with HTTPError" },
      { content: "Tool 'request' failed after 1 attempt with HTTPError" },
    ]);
  });

  test('with maxRetries: 0 a call is attempted once', async () => {
    const { failingTool, handler } = failingFor(1);
    const messages = await runCalls([failingTool], [call()], { middleware: [retry({ maxRetries: 0 })] });
    expect(messages).toMatchObject([{ content: expect.stringContaining('1 attempt '), status: 'error' }]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['exponential', 2, 20 + 40 + 80],
    ['constant', 0, 20 + 20 + 20],
  ])('attempts are delayed: %s', async (_, backoffFactor, least) => {
    const { failingTool } = failingFor(3);
    const start = performance.now();
    const middleware = [retry({ maxRetries: 3, initialDelayMs: 20, backoffFactor })];
    expect(await runCalls([failingTool], [call()], { middleware })).toMatchObject([
      { content: 'It worked at attempt 4' },
    ]);
    // Timers of Node can fire a millisecond early.
    expect(performance.now() - start).toBeGreaterThan(least - 5);
  });

  test('other middleware around it sees one call', async () => {
    const seen: unknown[] = [];
    const log = createMiddleware({
      name: 'log',
      wrapToolCall: async (request, handler) => {
        seen.push(request.toolCall.name);
        const answer = await handler(request);
        seen.push('content' in answer && answer.content);
        return answer;
      },
    });
    await runCalls([failingFor(1).failingTool], [call()], { middleware: [log, retry()] });
    expect(seen).toEqual(['boom', 'It worked at attempt 2']);
  });

  test('a refused call is not repeated, so that nobody is asked twice', async () => {
    const approve = vi.fn(() => false);
    const handler = vi.fn();
    const [tool] = createToolsFromClient([{ ...client('boom', handler), needsApproval: () => true }], {
      approve,
      errors: 'throw',
    });
    const onFailure = ({ message }: Error) => message;
    const messages = await runCalls(tool ? [tool] : [], [call()], { middleware: [retry({ onFailure })] });
    expect(messages).toMatchObject([{ content: expect.stringContaining('was not approved'), status: 'error' }]);
    expect(approve).toHaveBeenCalledTimes(1);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('toolErrorMiddleware', () => {
  test('the content that onError returns is the message of the failed call', async () => {
    const onError = vi.fn((error: unknown, _request: ToolCallRequest) => `It failed with ${(error as Error).name}.`);
    const middleware = [toolErrorMiddleware({ onError })];
    const messages = await runCalls([failing(new NetworkError('secret'))], [call()], { middleware });
    expect(messages).toMatchObject([
      { content: 'It failed with NetworkError.', name: 'boom', status: 'error', tool_call_id: 'c1' },
    ]);
    expect(onError.mock.calls[0]?.[1].toolCall.name).toBe('boom');
  });

  test('the original error ends the agent if onError returns nothing', async () => {
    const error = new NetworkError('down');
    const onError = vi.fn((_error: unknown) => undefined);
    const running = runCalls([failing(error)], [call()], { middleware: [toolErrorMiddleware({ onError })] });
    await expect(running).rejects.toBe(error);
    expect(onError.mock.calls[0]?.[0]).toBe(error);
  });

  test('onError receives the original error after the last retry', async () => {
    const error = new NetworkError('down');
    const handler = vi.fn(() => {
      throw error;
    });
    const onError = vi.fn((each: unknown) => (each instanceof NetworkError ? 'handled after retries' : undefined));
    const middleware = [toolErrorMiddleware({ onError }), retry({ onFailure: 'error' })];
    expect(await runCalls([thrower('boom', handler)], [call()], { middleware })).toMatchObject([
      { content: 'handled after retries', status: 'error' },
    ]);
    expect(handler).toHaveBeenCalledTimes(3);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error, expect.anything());
  });

  test('onError may be asynchronous and return blocks', async () => {
    const content = [{ type: 'text' as const, text: 'It failed.' }];
    const middleware = [toolErrorMiddleware({ onError: async () => content })];
    expect(await runCalls([failing(new Error('no'))], [call()], { middleware })).toMatchObject([
      { content, status: 'error' },
    ]);
  });

  test('a toolferry tool selects the calls that are handled, and other calls end the agent with their error', async () => {
    const tool = failing(new Error('no'));
    const onError = vi.fn(() => 'handled');
    const listed = [toolErrorMiddleware({ tools: [tool], onError })];
    expect(await runCalls([tool], [call()], { middleware: listed })).toMatchObject([{ content: 'handled' }]);
    const others = [toolErrorMiddleware({ tools: ['another'], onError })];
    await expect(runCalls([tool], [call()], { middleware: others })).rejects.toThrow('no');
    expect(onError).toHaveBeenCalledTimes(1);
  });

  test('an interrupt of a handler is not an error', async () => {
    const onError = vi.fn(() => 'handled');
    const agent = createAgent({
      model: modelThatCalls(call()),
      tools: [failing(new GraphInterrupt([{ value: 'May I?' }]))],
      middleware: [passThrough(), toolErrorMiddleware({ onError })],
      checkpointer: new MemorySaver(),
    });
    const result = await agent.invoke({ messages: 'go' }, { configurable: { thread_id: 't1' } });
    expect(result.__interrupt__).toMatchObject([{ value: 'May I?' }]);
    expect(onError).not.toHaveBeenCalled();
  });
});

describe('wrapToolCall', () => {
  test('middleware catches the error that the handler threw, and passes it on unchanged', async () => {
    const error = new NetworkError('down');
    const caught: unknown[] = [];
    const observe = createMiddleware({
      name: 'observe',
      wrapToolCall: async (request, handler) => {
        try {
          return await handler(request);
        } catch (each) {
          caught.push(each);
          throw each;
        }
      },
    });
    const running = runCalls([failing(error)], [call()], { middleware: [passThrough(), observe] });
    await expect(running).rejects.toBe(error);
    expect(caught).toEqual([error]);
  });

  test("errors of a LangChain tool that was converted are that tool's own", async () => {
    const error = new NetworkError('down');
    const source = langChainTool(() => Promise.reject(error), {
      name: 'boom',
      description: 'Work',
      schema: z.object({}),
    });
    const tools = createToolsFromClient(fromLangChainTools([source]), { errors: 'throw' });
    await expect(runCalls(tools, [call()], { middleware: [passThrough()] })).rejects.toBe(error);
  });

  test.each([
    ['a string', 'out of paper', { message: 'out of paper', cause: 'out of paper' }],
    ['an object', { status: 500 }, { cause: { status: 500 } }],
  ])('a thrown value that is not an Error is the cause of a ToolferryError: %s', async (_, value, expected) => {
    const error: unknown = await failing(value)
      .invoke({})
      .catch((each: unknown) => each);
    expect(ToolferryError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'failed', ...expected });
  });

  test.each(['get', 'getPrototypeOf'] as const)(
    'a thrown Proxy whose %s trap throws is a failure of the tool',
    async (trap) => {
      const unreadable = () => {
        throw new Error('trap');
      };
      const error: unknown = await failing(new Proxy(new Error('down'), { [trap]: unreadable }))
        .invoke({})
        .catch((each: unknown) => each);
      expect(error).toMatchObject({ code: 'failed', message: '"boom" failed without a message.' });
    },
  );

  test('a failure that the handler returned, and a time-out, are ToolferryErrors with their code and data', async () => {
    const returned = thrower('boom', () => toolResult({ error: { code: 'sold_out', message: 'None left', data: 1 } }));
    await expect(returned.invoke({})).rejects.toMatchObject({ code: 'sold_out', message: 'None left', data: 1 });
    const hung = client('boom', () => new Promise(() => {}));
    const tool = toLangChainTool(hung, { errors: 'throw', timeoutMs: 10 });
    const message = await runCalls([tool], [call()], { middleware: [retry()] });
    expect(message).toMatchObject([{ content: expect.stringContaining('3 attempts') }]);
  });

  test.each([
    ['an invalid input', { a: 1 }, 'Invalid input for "boom"'],
    ['a denied call', { text: 'x' }, 'was not approved'],
  ])('the model reads the reason of %s, and the agent goes on', async (_, args, reason) => {
    const strict = defineTool({
      name: 'boom',
      description: 'Work',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      metadata: { operationType: 'destructive' },
      handler: () => 'never',
    });
    const tool = toLangChainTool(strict, { errors: 'throw', approve: () => false });
    for (const middleware of [[], [passThrough()], [passThrough('a'), passThrough('b')]]) {
      const messages = await runCalls([tool], [{ ...call(), args }], { middleware });
      expect(messages).toMatchObject([{ content: expect.stringContaining(reason), status: 'error' }]);
      expect(messages[0]?.text).not.toMatch(/\bat .*\.ts/);
    }
    await expect(tool.invoke(args as never)).rejects.toMatchObject({ message: expect.stringContaining(reason) });
  });

  test("with errors: 'message' middleware sees a message, and nothing is repeated", async () => {
    const handler = vi.fn(() => {
      throw new NetworkError('down');
    });
    const messages = await runCalls([toLangChainTool(client('boom', handler))], [call()], { middleware: [retry()] });
    expect(messages).toMatchObject([{ content: 'down', status: 'error' }]);
    expect(handler).toHaveBeenCalledTimes(1);
  });
});

test('without middleware LangChain shows the model a thrown error as it shows those of its own tools', async () => {
  const tools = [failing(new TypeError('No paper'))];
  expect(await runCalls(tools, [call()])).toMatchObject([
    { content: 'TypeError: No paper\n Please fix your mistakes.', status: 'error' },
  ]);
  const request = new AIMessage({ content: '', tool_calls: [call()] });
  expect(await new ToolNode(tools).invoke([request])).toMatchObject([
    { content: 'Error: No paper\n Please fix your mistakes.', status: 'error' },
  ]);
  await expect(new ToolNode(tools, { handleToolErrors: false }).invoke([request])).rejects.toThrow(TypeError);
});

test("with errors: 'throw' an input that LangChain's own parser refuses inside a handler keeps its class", async () => {
  const error = new ToolInputParsingException('elsewhere');
  await expect(failing(error).invoke(call())).rejects.toBe(error);
});
