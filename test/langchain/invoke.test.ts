import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { defineTool, ToolferryError, toolResult } from 'toolferry';
import { toLangChainTool } from 'toolferry/langchain';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
  handler: ({ a }) => ({ sum: a + 1 }),
});
const fail = defineTool({
  name: 'fail',
  description: 'Fail',
  inputSchema: { type: 'object' },
  handler: () => {
    throw new ToolferryError('out_of_paper', 'There is no paper.\n    at /somewhere/printer.ts:1', {
      data: { tray: 2 },
    });
  },
});
const never = defineTool({
  name: 'never',
  description: 'Never ends, also when aborted',
  inputSchema: { type: 'object' },
  handler: () => new Promise<string>(() => {}),
});
const callOf = (name: string, args: Record<string, unknown> = {}) => ({
  type: 'tool_call' as const,
  id: 'c1',
  name,
  args,
});

test("LangChain's callbacks and a rejected call have what the handler threw as the cause of the error", async () => {
  const original = new RangeError('No paper');
  const tool = toLangChainTool({ ...fail, handler: () => Promise.reject(original) });
  const seen: unknown[] = [];
  const callbacks = [BaseCallbackHandler.fromMethods({ handleToolError: (error) => void seen.push(error) })];
  await expect(tool.invoke({}, { callbacks })).rejects.toMatchObject({ code: 'failed', cause: original });
  const message = await tool.invoke(callOf('fail'), { callbacks });
  expect(seen).toMatchObject([{ cause: original }, { cause: original }]);
  expect(message).toMatchObject({ status: 'error', content: 'No paper' });
});

test('plain arguments resolve to the output itself, a tool call to a message with the output as artifact', async () => {
  const tool = toLangChainTool(add);
  expect(await tool.invoke({ a: 1 })).toEqual({ sum: 2 });
  const message = await tool.invoke(callOf('add', { a: 1 }));
  expect(message).toBeInstanceOf(ToolMessage);
  expect(message).toMatchObject({
    content: '{"sum":2}',
    artifact: { sum: 2 },
    status: 'success',
    tool_call_id: 'c1',
    name: 'add',
  });
});

test('a string output is content without an artifact, and printed lines follow it', async () => {
  const message = await toLangChainTool({ ...add, handler: () => 'hello' }).invoke(callOf('add', { a: 1 }));
  expect(message).toMatchObject({ content: 'hello', artifact: undefined });
  const printed = toLangChainTool({ ...add, handler: () => toolResult({ output: 1, stdout: ['one', 'two'] }) });
  expect((await printed.invoke(callOf('add', { a: 1 }))).content).toBe('1\nstdout:\none\ntwo');
});

test('images from data or a URL are image blocks, and printed lines follow them', async () => {
  const tool = toLangChainTool({
    ...add,
    handler: () =>
      toolResult({
        output: { width: 1 },
        content: [
          { type: 'file', mediaType: 'image/png', data: 'AAAA' },
          { type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' },
          { type: 'file', mediaType: 'text/csv', data: 'YQ==', filename: 'a.csv' },
        ],
        stderr: ['slow'],
      }),
  });
  const content = [
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    { type: 'text', text: '[a.csv]' },
    { type: 'text', text: 'stderr:\nslow' },
  ];
  expect(await tool.invoke(callOf('add', { a: 1 }))).toMatchObject({ content, artifact: { width: 1 } });
  expect(await tool.invoke({ a: 1 })).toEqual(content);
  expect(await toLangChainTool(add, { errors: 'text' }).invoke({ a: 1 })).toBe('{"sum":2}');
});

test('a failed call is an error message without a stack or path, with its code in the artifact', async () => {
  const message = await toLangChainTool(fail).invoke(callOf('fail'));
  expect(message).toBeInstanceOf(ToolMessage);
  expect(message).toMatchObject({
    content: 'There is no paper.',
    status: 'error',
    tool_call_id: 'c1',
    name: 'fail',
    artifact: { code: 'out_of_paper', message: 'There is no paper.', data: { tray: 2 } },
  });
  expect(JSON.stringify(message)).not.toMatch(/\.ts|node_modules|\bat /);
});

test("a failed call without a call id rejects with code and data, as LangChain's own tools do", async () => {
  const error: unknown = await toLangChainTool(fail)
    .invoke({})
    .catch((reason: unknown) => reason);
  expect(ToolferryError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ code: 'out_of_paper', message: 'There is no paper.', data: { tray: 2 } });
});

test("errors: 'text' resolves to results and errors as text", async () => {
  expect(await toLangChainTool(add, { errors: 'text' }).invoke({ a: 1 })).toBe('{"sum":2}');
  expect(await toLangChainTool(fail, { errors: 'text' }).invoke({})).toBe('There is no paper.');
});

test("an input is validated once, by the author's schema, and the message names the invalid field", async () => {
  const validate = vi.fn((text: string) => text.length > 2);
  const tool = toLangChainTool(
    defineTool({
      name: 'find',
      description: 'Find',
      inputSchema: z.object({ text: z.string().refine(validate, 'too short'), limit: z.number().default(10) }),
      handler: (input) => input,
    }),
  );
  expect(await tool.invoke({ text: 'abc' })).toEqual({ text: 'abc', limit: 10 });
  expect(validate).toHaveBeenCalledTimes(1);
  const message = await tool.invoke(callOf('find', { text: 'a' }));
  expect(message).toMatchObject({ status: 'error', content: 'Invalid input for "find": text: too short.' });
});

test('absent arguments are {}, undefined members are omitted, and JSON text is parsed', async () => {
  const echo = toLangChainTool({ ...add, inputSchema: { type: 'object' }, handler: (input: unknown) => input });
  expect(await echo.invoke({ type: 'tool_call', id: 'c1', name: 'add' } as never)).toMatchObject({ content: '{}' });
  expect(await echo.invoke({ a: undefined, b: 1 } as never)).toEqual({ b: 1 });
  expect(await echo.invoke('{"a":1}' as never)).toEqual({ a: 1 });
  expect(await echo.invoke(undefined as never)).toEqual({});
});

test("arguments that have a member type: 'tool_call' reach the handler unchanged", async () => {
  const echo = toLangChainTool({ ...add, inputSchema: { type: 'object' }, handler: (input: unknown) => input });
  const args = { type: 'tool_call', args: { hidden: true } };
  expect(await echo.invoke(callOf('add', args))).toMatchObject({ artifact: args, status: 'success' });
});

test('an aborted call rejects with the reason of the signal, also if it was aborted before it started', async () => {
  const reason = new Error('the user left');
  for (const input of [{}, callOf('never')]) {
    const controller = new AbortController();
    const pending = toLangChainTool(never).invoke(input, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(pending).rejects.toBe(reason);
    await expect(toLangChainTool(never).invoke(input, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(
      toLangChainTool(fail, { errors: 'text' }).invoke(input, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  }
});

test('an abort whose reason is not an Error rejects with an AbortError, whose cause is the reason', async () => {
  for (const [reason, message] of [
    ['the user left', 'the user left'],
    [{ left: true }, 'The call was aborted.'],
    [null, 'The call was aborted.'],
  ] as const) {
    const expected = { name: 'AbortError', message, cause: reason };
    for (const input of [{}, callOf('never')]) {
      const early = toLangChainTool(never).invoke(input, { signal: AbortSignal.abort(reason) });
      await expect(early).rejects.toMatchObject(expected);
      const controller = new AbortController();
      const late = toLangChainTool(never).invoke(input, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 5);
      await expect(late).rejects.toMatchObject(expected);
      await expect(late).rejects.toBeInstanceOf(Error);
    }
  }
});

test('a call that is already aborted is neither validated nor approved nor sent to another process', async () => {
  const reason = new Error('the user left');
  const signal = AbortSignal.abort(reason);
  const approve = vi.fn(() => true);
  await expect(toLangChainTool(add).invoke({ a: 'invalid' } as never, { signal })).rejects.toBe(reason);
  const asks = toLangChainTool({ ...add, needsApproval: () => true }, { approve });
  await expect(asks.invoke({ a: 1 }, { signal })).rejects.toBe(reason);
  const { handler: _, ...elsewhere } = add;
  await expect(toLangChainTool(elsewhere).invoke({ a: 1 }, { signal })).rejects.toBe(reason);
  expect(approve).not.toHaveBeenCalled();
});

test('the signal reaches the handler (openai-agents-js#1530)', async () => {
  const seen: unknown[] = [];
  const tool = toLangChainTool({
    ...add,
    handler: (_: unknown, { signal }) =>
      new Promise<never>(() => signal.addEventListener('abort', () => seen.push(signal.reason))),
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort('stop'), 5);
  await expect(tool.invoke({ a: 1 }, { signal: controller.signal })).rejects.toThrow('stop');
  expect(seen).toEqual(['stop']);
});

test("LangChain's time-out rejects, and the bridge's time-out is a failed call", async () => {
  await expect(toLangChainTool(never).invoke({}, { timeout: 10 })).rejects.toMatchObject({ name: 'TimeoutError' });
  const message = await toLangChainTool(never, { timeoutMs: 10 }).invoke(callOf('never'));
  expect(message).toMatchObject({ status: 'error', artifact: { code: 'timeout' } });
});

test('an interrupt from a handler rejects with the interrupt itself', async () => {
  const interrupt = Object.assign(new Error('interrupt'), { is_bubble_up: true });
  const tool = toLangChainTool({
    ...add,
    handler: () => {
      throw interrupt;
    },
  });
  await expect(tool.invoke(callOf('add', { a: 1 }))).rejects.toBe(interrupt);
});

test('callbacks receive start, end and error of each call, with its name and call id', async () => {
  const seen = new Recorder();
  await toLangChainTool(add).invoke(callOf('add', { a: 1 }), { callbacks: [seen], tags: ['mine'] });
  await toLangChainTool(fail).invoke(callOf('fail'), { callbacks: [seen] });
  expect(seen.events).toEqual(['start add c1', 'end {"sum":2}', 'start fail c1', 'error There is no paper.']);
});

test('a run that a handler starts with the config of its caller is traced under the tool', async () => {
  const seen = new Recorder();
  const inner = RunnableLambda.from((input: number) => input * 2).withConfig({ runName: 'inner' });
  const tool = toLangChainTool({
    ...add,
    handler: (_: unknown, { caller }) => inner.invoke(21, caller?.options as object),
  });
  expect(await tool.invoke({ a: 1 }, { callbacks: [seen], runName: 'outer' })).toBe(42);
  expect(seen.chains.find((chain) => chain.includes('inner'))).toContain(seen.toolRuns[0]);
});

test('a tool that a handler calls with the config of its caller answers with its own call id', async () => {
  const inner = toLangChainTool(add);
  const outer = toLangChainTool({
    ...add,
    handler: async (_: unknown, { caller }) => {
      const message = await inner.invoke(callOf('add', { a: 1 }), caller?.options as object);
      expect(message.tool_call_id).toBe('c1');
      return message;
    },
  });
  const call = { ...callOf('add', { a: 1 }), id: 'outer' };
  const message = await outer.invoke(call, { toolCallId: 'outer' } as object);
  expect(message).toBeInstanceOf(ToolMessage);
  expect(message).toMatchObject({ tool_call_id: 'outer', content: '{"sum":2}', artifact: { sum: 2 } });
  expect(JSON.stringify(message)).not.toContain('"c1"');
});

class Recorder extends BaseCallbackHandler {
  name = 'recorder';
  override awaitHandlers = true;
  readonly events: string[] = [];
  readonly toolRuns: string[] = [];
  readonly chains: unknown[][] = [];

  override handleToolStart(...args: Parameters<NonNullable<BaseCallbackHandler['handleToolStart']>>): void {
    const [, , runId, , , , runName, toolCallId] = args;
    this.toolRuns.push(runId);
    this.events.push(`start ${runName} ${toolCallId}`);
  }
  override handleToolEnd(output: ToolMessage): void {
    this.events.push(`end ${output.content}`);
  }
  override handleToolError(error: Error): void {
    this.events.push(`error ${error.message}`);
  }
  override handleChainStart(...args: Parameters<NonNullable<BaseCallbackHandler['handleChainStart']>>): void {
    this.chains.push(args);
  }
}

test('an input that is nested 8,000 deep is a failed call that names the limit', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 8_000; level++) deep = [deep];
  const nest = defineTool({ name: 'nest', description: 'Nest', inputSchema: {}, handler: () => 1 });
  const message = await toLangChainTool(nest).invoke(callOf('nest', { deep }));
  expect(message).toMatchObject({
    status: 'error',
    content: 'Invalid input for "nest": the input contains more than 500 levels.',
  });
});
