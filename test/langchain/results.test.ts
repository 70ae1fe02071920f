/** Each kind of result as a LangChain message, and after a round trip. */
import { ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { type ContentPart, createBridge, toolResult } from 'toolferry';
import { type ConvertibleTool, fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'work', description: 'Work' };
const toolCall = { type: 'tool_call' as const, id: 'c1', name: 'work', args: {} };
const file = (mediaType: string, filename?: string): ContentPart => ({
  type: 'file',
  mediaType,
  data: 'AAAA',
  ...(filename && { filename }),
});
const png = file('image/png');
const shown = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const text = (value: string) => ({ type: 'text' as const, text: value });

describe.each([
  ['text', 'done', { content: 'done', artifact: undefined, status: 'success' }],
  ['JSON', { rows: [1] }, { content: '{"rows":[1]}', artifact: { rows: [1] }, status: 'success' }],
  ['nothing', undefined, { content: 'null', artifact: null, status: 'success' }],
  [
    'content and an output',
    toolResult({ output: { rows: 2 }, content: [text('two rows')] }),
    { content: 'two rows', artifact: { rows: 2 }, status: 'success' },
  ],
  [
    'a failure with its code and data',
    toolResult({ error: { code: 'out_of_paper', message: 'There is no paper.', data: { tray: 2 } } }),
    {
      content: 'There is no paper.',
      artifact: { code: 'out_of_paper', message: 'There is no paper.', data: { tray: 2 } },
      status: 'error',
    },
  ],
  [
    'an image and text',
    toolResult({ output: 1, content: [text('see'), png] }),
    { content: [text('see'), shown], artifact: 1, status: 'success' },
  ],
  [
    'an image and a failure, of which the model gets the message',
    toolResult({ content: [png], error: { message: 'It is dark.' } }),
    { content: 'It is dark.', artifact: { code: 'failed', message: 'It is dark.' }, status: 'error' },
  ],
  [
    'audio and a file, which LangChain has no common block for',
    toolResult({ output: 1, content: [file('audio/wav'), file('application/pdf', 'a.pdf')] }),
    { content: '[audio/wav]\n[a.pdf]', artifact: 1, status: 'success' },
  ],
  [
    'a file and an image',
    toolResult({ output: 1, content: [png, file('application/pdf', 'a.pdf')] }),
    { content: [shown, text('[a.pdf]')], artifact: 1, status: 'success' },
  ],
])('%s', (_, value, message) => {
  const tool = { ...named, inputSchema: { type: 'object' }, handler: () => value };

  test('the result is converted to the expected message', async () => {
    expect(await toLangChainTool(tool).invoke(toolCall)).toMatchObject({
      ...message,
      tool_call_id: 'c1',
      name: 'work',
    });
  });

  test('the result is unchanged after a round trip through a copy of the tool', async () => {
    const direct = await createBridge({ tools: [tool] }).execute({ id: 'c1', name: 'work', input: {} });
    const view: ConvertibleTool = Object.create(toLangChainTool(tool));
    expect(await callConverted(view)).toEqual(direct);
    expect(await toLangChainTool(fromLangChainTool(view)).invoke(toolCall)).toMatchObject(message);
  });
});

describe("a LangChain tool's own failure", () => {
  const failing = new DynamicStructuredTool({
    ...named,
    schema: { type: 'object' },
    func: async () =>
      new ToolMessage({
        content: [text('It is dark.'), shown],
        artifact: { lux: 1 },
        status: 'error',
        tool_call_id: 'c1',
      }) as never,
  });

  test('a returned ToolMessage with an error is a failed call, with its artifact as data', async () => {
    expect(await callConverted(failing as ConvertibleTool)).toMatchObject({
      output: null,
      error: { code: 'failed', message: 'It is dark.\n[image/png]', data: { lux: 1 } },
    });
  });

  test('a returned ToolMessage with an error keeps its content blocks back in LangChain', async () => {
    const message = await toLangChainTool(fromLangChainTool(failing as ConvertibleTool)).invoke(toolCall);
    expect(message).toMatchObject({ content: [text('It is dark.'), shown], status: 'error' });
  });

  test('an error that a tool throws is a message with error status, without a stack', async () => {
    const throwing = new DynamicStructuredTool({
      ...named,
      schema: { type: 'object' },
      func: () => Promise.reject(new Error('There is no paper.\n    at printer.ts:1')),
    });
    const message = await toLangChainTool(fromLangChainTool(throwing as ConvertibleTool)).invoke(toolCall);
    expect(message).toMatchObject({ content: 'There is no paper.', status: 'error' });
  });
});

test('artifact, text and blocks are unchanged back in LangChain', async () => {
  for (const content of ['two rows', [text('two rows')], [shown]]) {
    const source = new DynamicStructuredTool({
      ...named,
      schema: { type: 'object' },
      responseFormat: 'content_and_artifact',
      func: async () => [content, { rows: [1, 2] }],
    });
    const message = await toLangChainTool(fromLangChainTool(source)).invoke(toolCall);
    expect(message).toMatchObject({ content, artifact: { rows: [1, 2] }, status: 'success' });
  }
});

test('a LangChain tool that returns nothing has an empty message, before and after a round trip', async () => {
  const source = new DynamicStructuredTool({ ...named, schema: { type: 'object' }, func: async () => undefined });
  const expected = { content: '', artifact: undefined, status: 'success' };
  expect(await source.invoke(toolCall)).toMatchObject(expected);
  const converted = toLangChainTool(fromLangChainTool(source as ConvertibleTool));
  expect(await converted.invoke(toolCall)).toMatchObject(expected);
  const view: ConvertibleTool = Object.create(converted);
  expect(await toLangChainTool(fromLangChainTool(view)).invoke(toolCall)).toMatchObject(expected);
  expect(await callConverted(source as ConvertibleTool)).toEqual({ toolCallId: 'c1', toolName: 'work', output: null });
});

describe('blocks of blank text, for which providers refuse a request', () => {
  test.each([
    ['around an image', [text(''), png, text(' \n')], [shown]],
    ['alone', [text('')], ''],
  ])("no message has one: a handler's parts, %s", async (_, content, expected) => {
    const handler = () => toolResult({ output: 1, content });
    const tool = toLangChainTool({ ...named, inputSchema: { type: 'object' }, handler });
    expect((await tool.invoke(toolCall)).content).toEqual(expected);
  });

  test.each([
    ['around an image', [text(''), shown, text(' \n')], [shown]],
    ['alone', [text('')], ''],
  ])("no message has one: a LangChain tool's own blocks, %s", async (_, content, expected) => {
    const source = new DynamicStructuredTool({
      ...named,
      schema: { type: 'object' },
      responseFormat: 'content_and_artifact',
      func: async () => [content, undefined],
    });
    const tool = toLangChainTool(fromLangChainTool(source as ConvertibleTool));
    expect((await tool.invoke(toolCall)).content).toEqual(expected);
  });
});
