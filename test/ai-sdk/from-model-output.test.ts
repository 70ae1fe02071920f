import type { Tool } from 'ai';
import { createBridge } from 'toolferry';
import { createToolsFromClient, fromAISDKTool } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { generate } from './support/generate.js';

const inputSchema = z.object({ n: z.number().default(1) });
const data = 'iVBORw0KGgo=';

async function call(toModelOutput: unknown, major?: 5) {
  const source = { inputSchema, execute: () => ({ pages: 3 }), toModelOutput } as unknown as Tool;
  const tools = [await fromAISDKTool('t', source, { major })];
  const { toolCallId, toolName, ...result } = await createBridge({ tools }).execute({ id: 'c1', name: 't', input: {} });
  return result;
}
const shown = async (answer: unknown) => call(() => answer);

test('toModelOutput gets call id, parsed input and output, as in ai 6 and 7', async () => {
  let got: unknown;
  await call(async (argument: unknown) => {
    got = argument;
    return { type: 'text', value: '' };
  });
  expect(got).toEqual({ toolCallId: 'c1', input: { n: 1 }, output: { pages: 3 } });
});

test('toModelOutput gets the output itself with major 5', async () => {
  const toModelOutput = (output: { pages: number }) => ({ type: 'text', value: `${output.pages} pages` });
  expect((await call(toModelOutput, 5)).content).toEqual([{ type: 'text', text: '3 pages' }]);
});

test('text and JSON of toModelOutput are content, and the output is what execute returned', async () => {
  const output = { pages: 3 };
  expect(await shown({ type: 'text', value: '3 pages' })).toEqual({
    output,
    content: [{ type: 'text', text: '3 pages' }],
  });
  expect(await shown({ type: 'json', value: { p: 3 } })).toEqual({
    output,
    content: [{ type: 'text', text: '{"p":3}' }],
  });
});

test.each([
  ['text', { type: 'text', text: 'a' }, { type: 'text', text: 'a' }],
  ['media (5)', { type: 'media', data, mediaType: 'image/png' }, { type: 'file', data, mediaType: 'image/png' }],
  [
    'image-data (6)',
    { type: 'image-data', data, mediaType: 'image/png' },
    { type: 'file', data, mediaType: 'image/png' },
  ],
  [
    'file-data (6)',
    { type: 'file-data', data, mediaType: 'application/pdf', filename: 'a.pdf' },
    { type: 'file', data, mediaType: 'application/pdf', filename: 'a.pdf' },
  ],
  [
    'image-url (6)',
    { type: 'image-url', url: 'https://e.com/a' },
    { type: 'file', url: 'https://e.com/a', mediaType: 'image/*' },
  ],
  [
    'file-url (6)',
    { type: 'file-url', url: 'https://e.com/a' },
    { type: 'file', url: 'https://e.com/a', mediaType: 'application/octet-stream' },
  ],
  [
    'file-url with its type (7)',
    { type: 'file-url', url: 'https://e.com/a', mediaType: 'text/csv' },
    { type: 'file', url: 'https://e.com/a', mediaType: 'text/csv' },
  ],
  [
    'file (7)',
    { type: 'file', data: { type: 'data', data }, mediaType: 'image/png', filename: 'a.png' },
    { type: 'file', data, mediaType: 'image/png', filename: 'a.png' },
  ],
  [
    'file of bytes (7)',
    { type: 'file', data: { type: 'data', data: new Uint8Array([1, 2]) }, mediaType: 'image/png' },
    { type: 'file', data: 'AQI=', mediaType: 'image/png' },
  ],
  [
    'file by URL (7)',
    { type: 'file', data: { type: 'url', url: new URL('https://e.com/a') }, mediaType: 'image/png' },
    { type: 'file', url: 'https://e.com/a', mediaType: 'image/png' },
  ],
  [
    'file of text (7)',
    { type: 'file', data: { type: 'text', text: 'csv' }, mediaType: 'text/csv' },
    { type: 'text', text: 'csv' },
  ],
  [
    'file by reference (7)',
    { type: 'file', data: { type: 'reference', reference: {} }, mediaType: 'image/png', filename: 'a.png' },
    { type: 'text', text: '[a.png]' },
  ],
  ['file-id', { type: 'file-id', fileId: 'f1' }, { type: 'text', text: '[file-id]' }],
  ['custom', { type: 'custom', providerOptions: {} }, { type: 'text', text: '[custom]' }],
])('a content part is read: %s', async (_, part, expected) => {
  expect((await shown({ type: 'content', value: [part] })).content).toEqual([expected]);
});

test('error-text and error-json are failures, and execution-denied is a denied call', async () => {
  expect((await shown({ type: 'error-text', value: 'no disk' })).error).toEqual({ code: 'failed', message: 'no disk' });
  expect((await shown({ type: 'error-json', value: { code: 7 } })).error).toEqual({
    code: 'failed',
    message: '{"code":7}',
    data: { code: 7 },
  });
  expect((await shown({ type: 'execution-denied', reason: 'not today' })).error).toEqual({
    code: 'denied',
    message: 'not today',
  });
  expect((await shown({ type: 'execution-denied' })).error?.code).toBe('denied');
});

test.each([
  ['throws', () => JSON.parse('{')],
  ['returns undefined', () => undefined],
  ['returns an unknown type', () => ({ type: 'hologram', value: 1 })],
  ['returns invalid content', () => ({ type: 'content', value: 'x' })],
])('a toModelOutput that %s hides the output from the model, but not from programs', async (_, toModelOutput) => {
  expect(await call(toModelOutput)).toEqual({
    output: { pages: 3 },
    content: [{ type: 'text', text: 'The output of this tool cannot be shown.' }],
  });
});

test('an image of toModelOutput is still an image after a round trip', async () => {
  const toModelOutput = () => ({ type: 'content', value: [{ type: 'image-data', data, mediaType: 'image/png' }] });
  const source = { description: 'T', inputSchema, execute: () => 1, toModelOutput } as unknown as Tool;
  const tools = createToolsFromClient([await fromAISDKTool('t', source)]);
  const { saw } = await generate(tools, [{ name: 't', id: 'c1' }]);
  expect(saw().c1).toMatchObject({ type: 'content', value: [{ mediaType: 'image/png' }] });
});
