import { createUIMessageStream, readUIMessageStream, stepCountIs, streamText } from 'ai';
import { createBridge, defineTool, ToolferryError, toolResult } from 'toolferry';
import { type AISDKToolOptions, createToolsFromClient } from 'toolferry/ai-sdk';
import { expect, test, vi } from 'vitest';
import { generate } from './support/generate.js';
import { scriptedModel } from './support/scripted-model.js';

function toolOf(handler: () => unknown) {
  return defineTool({ name: 'work', description: 'Work', inputSchema: { type: 'object' }, handler });
}

test('a failed call is a tool-error whose text is only the message, without class name, stack or cause', async () => {
  const work = toolOf(() => {
    throw new TypeError('The disk is full\n    at /secret/path.ts:1', { cause: new Error('password') });
  });
  const { errors, saw, text } = await generate(createToolsFromClient([work]), [{ name: 'work', id: 'c1' }]);
  expect(saw().c1).toEqual({ type: 'error-text', value: 'The disk is full' });
  expect(errors).toHaveLength(1);
  expect(ToolferryError.isInstance(errors[0])).toBe(true);
  expect(errors[0]).toMatchObject({ code: 'failed', message: 'The disk is full' });
  expect(text).toBe('done');
});

const original = Object.assign(new Error('The disk is full'), { disk: 'only for the developer' });
const broken = () => {
  throw original;
};

test('the error of a tool-error has what was thrown as its cause, which neither the model nor JSON sees', async () => {
  const work = toolOf(() => Promise.reject(original));
  const { errors, saw } = await generate(createToolsFromClient([work]), [{ name: 'work', id: 'c1' }]);
  expect((errors[0] as Error).cause).toBe(original);
  expect(JSON.stringify([errors, saw()])).not.toContain('only for the developer');
});

test.each<[string, AISDKToolOptions]>([
  ['approve', { policy: () => 'ask', approve: () => Promise.reject(original) }],
  ['policy', { policy: (_, call) => (call ? broken() : 'allow') }],
])('the error of a call whose %s function throws has what it threw as its cause', async (_, options) => {
  const tools = createToolsFromClient([toolOf(() => 'done')], options);
  const { errors } = await generate(tools, [{ name: 'work', id: 'c1' }]);
  expect(errors).toMatchObject([{ code: 'denied', cause: original }]);
});

test('a browser gets only the message of a failed call', async () => {
  const work = toolOf(() => {
    throw new Error('The disk is full\n    at /secret/path.ts:1');
  });
  const { model } = scriptedModel([{ name: 'work' }]);
  const stream = createUIMessageStream({
    execute: ({ writer }) => {
      const result = streamText({
        model,
        tools: createToolsFromClient([work]),
        stopWhen: stepCountIs(2),
        prompt: 'go',
      });
      writer.merge(result.toUIMessageStream({ onError: String }));
    },
  });
  const errorTexts = new Set<string>();
  for await (const { parts } of readUIMessageStream({ stream }))
    for (const part of parts) if ('errorText' in part && part.errorText) errorTexts.add(part.errorText);
  expect([...errorTexts]).toEqual(['The disk is full']);
});

test('a failure from toolResult keeps its code and data, and its printed lines are shown', async () => {
  const work = toolOf(() =>
    toolResult({ error: { code: 'exit', message: 'It ended with 2', data: { status: 2 } }, stderr: ['no such file'] }),
  );
  const { errors, saw } = await generate(createToolsFromClient([work]), [{ name: 'work', id: 'c1' }]);
  expect(errors).toMatchObject([{ code: 'exit', data: { status: 2 } }]);
  expect(saw().c1).toEqual({ type: 'error-text', value: 'It ended with 2\nstderr:\nno such file' });
});

const circular: Record<string, unknown> = {};
circular.self = circular;

test.each<[string, unknown, unknown]>([
  ['a BigInt', { size: 10n }, { size: '10' }],
  ['an Error', new RangeError('late'), { name: 'RangeError', message: 'late' }],
  ['nothing', undefined, null],
  ['a Date and a Map', { at: new Date(0), by: new Map([['a', 1]]) }, { at: '1970-01-01T00:00:00.000Z', by: { a: 1 } }],
  ['binary', new Uint8Array([1, 2, 3]), 'AQID'],
  ['NaN', [Number.NaN], [null]],
])('%s in an output does not make generateText reject', async (_, value, output) => {
  const { outputs, text } = await generate(createToolsFromClient([toolOf(() => value)]), [{ name: 'work' }]);
  expect(outputs).toEqual([output]);
  expect(text).toBe('done');
});

test.each<[string, unknown]>([
  ['a circular value (mastra#14535)', circular],
  ['a function', { run: () => 1 }],
  ['an unread Response', new Response('text')],
])('%s in an output is a failed call, and the run continues', async (_, value) => {
  const { errors, text } = await generate(createToolsFromClient([toolOf(() => value)]), [{ name: 'work' }]);
  expect(errors).toMatchObject([{ code: 'invalid_output' }]);
  expect(text).toBe('done');
});

test('own __proto__ keys in an output reach the model as data, live and from stored messages', async () => {
  const row = JSON.parse('{"rows":[{"__proto__":{"admin":true},"constructor":{"prototype":1},"id":7}]}');
  const tools = createToolsFromClient([toolOf(() => row)]);
  const { messages, saw, text } = await generate(tools, [{ name: 'work', id: 'c1' }]);
  expect(text).toBe('done');
  expect(JSON.stringify(saw().c1?.value)).toContain('"id":7');
  expect(Object.prototype).not.toHaveProperty('admin');

  const stored = JSON.parse(JSON.stringify([{ role: 'user', content: 'go' }, ...messages]));
  const again = await generate(tools, [], { messages: [...stored, { role: 'user', content: 'more' }] });
  expect(again.text).toBe('done');
  expect(JSON.stringify(again.saw().c1?.value)).toContain('"id":7');
});

test('a call after tools.remove() is unknown_tool, and another tool of that name does not run in its place', async () => {
  const removed = vi.fn(() => 'old');
  const replaced = vi.fn(() => 'new');
  const bridge = createBridge({ tools: [toolOf(removed)] });
  const tools = createToolsFromClient(bridge);
  bridge.tools.remove('work');
  expect((await generate(tools, [{ name: 'work' }])).errors).toMatchObject([{ code: 'unknown_tool' }]);
  bridge.tools.add(toolOf(replaced));
  expect((await generate(tools, [{ name: 'work' }])).errors).toMatchObject([{ code: 'unknown_tool' }]);
  expect(removed).not.toHaveBeenCalled();
  expect(replaced).not.toHaveBeenCalled();
});

test('the policy is called for each call', async () => {
  let verdict: 'allow' | 'block' = 'allow';
  const tools = createToolsFromClient([toolOf(() => 'worked')], { policy: () => verdict });
  expect((await generate(tools, [{ name: 'work' }])).outputs).toEqual(['worked']);
  verdict = 'block';
  expect((await generate(tools, [{ name: 'work' }])).errors).toMatchObject([{ code: 'denied' }]);
});

test('20 parallel calls each get their own result, in one round', async () => {
  let running = 0;
  let most = 0;
  const echo = defineTool({
    name: 'echo',
    description: 'Echo',
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: async ({ n }, { toolCallId }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20 - n));
      running -= 1;
      return { n, toolCallId };
    },
  });
  const calls = Array.from({ length: 20 }, (_, n) => ({ name: 'echo', id: `c${n}`, input: { n } }));
  const { saw, errors } = await generate(createToolsFromClient([echo]), calls);
  expect(errors).toEqual([]);
  expect(most).toBe(20);
  expect(saw()).toEqual(
    Object.fromEntries(calls.map(({ id, input }) => [id, { type: 'json', value: { ...input, toolCallId: id } }])),
  );
});

test('a failing call does not affect the other calls', async () => {
  const fine = { ...toolOf(() => 'fine'), name: 'fine' };
  const bad = toolOf(() => {
    throw new Error('no');
  });
  const { saw, text } = await generate(createToolsFromClient([fine, bad]), [
    { name: 'work', id: 'c1' },
    { name: 'fine', id: 'c2' },
    { name: 'gone', id: 'c3' },
  ]);
  expect(saw()).toMatchObject({
    c1: { type: 'error-text', value: 'no' },
    c2: { type: 'text', value: 'fine' },
    c3: { type: 'error-text' },
  });
  expect(text).toBe('done');
});
