/** What each kind of result is in LangChain, and that it comes back whole. */
import { ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { type ContentPart, createBridge, toolResult } from 'toolferry';
import { type ConvertibleTool, fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'work', description: 'Work' };
const asked = { type: 'tool_call' as const, id: 'c1', name: 'work', args: {} };
const file = (mediaType: string, filename?: string): ContentPart => ({
  type: 'file',
  mediaType,
  data: 'AAAA',
  ...(filename && { filename }),
});
const png = file('image/png');
const shown = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const text = (said: string) => ({ type: 'text' as const, text: said });

describe.each([
  ['text', 'done', { content: 'done', artifact: undefined, status: 'success' }],
  ['JSON', { rows: [1] }, { content: '{"rows":[1]}', artifact: { rows: [1] }, status: 'success' }],
  ['nothing', undefined, { content: 'null', artifact: null, status: 'success' }],
  [
    'content beside an output',
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
    'an image beside a failure: a model reads what went wrong',
    toolResult({ content: [png], error: { message: 'It is dark.' } }),
    { content: 'It is dark.', artifact: { code: 'failed', message: 'It is dark.' }, status: 'error' },
  ],
  [
    'audio and a file, which no model of LangChain takes from each tool: named',
    toolResult({ output: 1, content: [file('audio/wav'), file('application/pdf', 'a.pdf')] }),
    { content: '[audio/wav]\n[a.pdf]', artifact: 1, status: 'success' },
  ],
  [
    'a file beside an image',
    toolResult({ output: 1, content: [png, file('application/pdf', 'a.pdf')] }),
    { content: [shown, text('[a.pdf]')], artifact: 1, status: 'success' },
  ],
])('%s', (_, value, message) => {
  const tool = { ...named, inputSchema: { type: 'object' }, handler: () => value };

  test('is this message', async () => {
    expect(await toLangChainTool(tool).invoke(asked)).toMatchObject({ ...message, tool_call_id: 'c1', name: 'work' });
  });

  test('comes back whole from a tool that lost its origin', async () => {
    const direct = await createBridge({ tools: [tool] }).execute({ id: 'c1', name: 'work', input: {} });
    const view: ConvertibleTool = Object.create(toLangChainTool(tool));
    expect(await callConverted(view)).toEqual(direct);
    expect(await toLangChainTool(fromLangChainTool(view)).invoke(asked)).toMatchObject(message);
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

  test('is a failure for everybody, with its artifact as data', async () => {
    expect(await callConverted(failing as ConvertibleTool)).toMatchObject({
      output: null,
      error: { code: 'failed', message: 'It is dark.\n[image/png]', data: { lux: 1 } },
    });
  });

  test('at home the model sees what the tool showed', async () => {
    const home = await toLangChainTool(fromLangChainTool(failing as ConvertibleTool)).invoke(asked);
    expect(home).toMatchObject({ content: [text('It is dark.'), shown], status: 'error' });
  });

  test('what it throws is an error status too, without a stack', async () => {
    const throwing = new DynamicStructuredTool({
      ...named,
      schema: { type: 'object' },
      func: () => Promise.reject(new Error('There is no paper.\n    at printer.ts:1')),
    });
    const home = await toLangChainTool(fromLangChainTool(throwing as ConvertibleTool)).invoke(asked);
    expect(home).toMatchObject({ content: 'There is no paper.', status: 'error' });
  });
});

test('an artifact comes home as artifact, text and blocks as content', async () => {
  for (const content of ['two rows', [text('two rows')], [shown]]) {
    const source = new DynamicStructuredTool({
      ...named,
      schema: { type: 'object' },
      responseFormat: 'content_and_artifact',
      func: async () => [content, { rows: [1, 2] }],
    });
    const home = await toLangChainTool(fromLangChainTool(source)).invoke(asked);
    expect(home).toMatchObject({ content, artifact: { rows: [1, 2] }, status: 'success' });
  }
});
