import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const inputSchema = { type: 'object' } as const;
/** A promise that never settles. */
const forever = () => new Promise<never>(() => {});

test('an abort reaches the handler (mastra#13646, openai-agents-js#1530)', async () => {
  const controller = new AbortController();
  const seen: unknown[] = [];
  const slow = defineTool({
    name: 'slow',
    description: 'Slow',
    inputSchema,
    handler: async (_, { signal }) => {
      signal.addEventListener('abort', () => seen.push(signal.reason));
      controller.abort(new Error('The user left'));
      await forever();
    },
  });
  const run = generate(createToolsFromClient([slow]), [{ name: 'slow' }], { abortSignal: controller.signal });
  await expect(run).rejects.toThrow('The user left');
  expect(seen).toEqual([new Error('The user left')]);
});

test('an aborted execute throws the reason of the signal', async () => {
  const slow = defineTool({ name: 'slow', description: 'Slow', inputSchema, handler: forever });
  const { execute } = createToolsFromClient([slow]).slow ?? {};
  const abortSignal = AbortSignal.abort(new Error('The user left'));
  const options = { toolCallId: 'c1', messages: [], abortSignal };
  await expect(execute?.({}, options as never)).rejects.toThrow('The user left');
});

test('an aborted execute throws an AbortError around a reason that is not an Error', async () => {
  const slow = defineTool({ name: 'slow', description: 'Slow', inputSchema, handler: forever });
  const { execute } = createToolsFromClient([slow]).slow ?? {};
  const options = { toolCallId: 'c1', messages: [], abortSignal: AbortSignal.abort('The user left') };
  const error: unknown = await Promise.resolve(execute?.({}, options as never)).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'AbortError', message: 'The user left', cause: 'The user left' });
});

test('a hung handler is a tool-error after its time-out, and the run continues (livekit/agents-js#2428)', async () => {
  const hung = defineTool({ name: 'hung', description: 'Hung', inputSchema, handler: forever });
  const fine = defineTool({ name: 'fine', description: 'Fine', inputSchema, handler: () => 'fine' });
  const { saw, text } = await generate(createToolsFromClient([hung, fine], { timeoutMs: 20 }), [
    { name: 'hung', id: 'c1' },
    { name: 'fine', id: 'c2' },
  ]);
  expect(saw()).toEqual({
    c1: { type: 'error-text', value: '"hung" did not finish within 20 ms.' },
    c2: { type: 'text', value: 'fine' },
  });
  expect(text).toBe('done');
});

test.runIf(major === 7)(
  named(
    'the time-out of the AI SDK ends a call whose handler ignores the signal',
    [7],
    'only ai 7 has time-outs for tools',
  ),
  async () => {
    const hung = defineTool({ name: 'hung', description: 'Hung', inputSchema, handler: forever });
    const keepAlive = setTimeout(() => {}, 5000);
    const { saw } = await generate(createToolsFromClient([hung]), [{ name: 'hung', id: 'c1' }], {
      timeout: { toolMs: 20 },
    });
    clearTimeout(keepAlive);
    expect(saw().c1).toMatchObject({ type: 'error-text', value: expect.stringContaining('timeout') });
  },
);

test('a handler gets the call id and the options of the AI SDK as its caller', async () => {
  const seen: unknown[] = [];
  const look = defineTool({
    name: 'look',
    description: 'Look',
    inputSchema,
    handler: (_, { toolCallId, caller }) => void seen.push(toolCallId, caller),
  });
  await generate(createToolsFromClient([look]), [{ name: 'look', id: 'c7' }]);
  expect(seen).toMatchObject(['c7', { kind: 'ai-sdk', options: { toolCallId: 'c7', messages: [{ role: 'user' }] } }]);
});
