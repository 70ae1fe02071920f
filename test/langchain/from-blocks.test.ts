/** Content blocks in each of their formats: as content parts elsewhere, and back in LangChain. */
import { ToolMessage } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { type ContentPart, createBridge, type ToolResultParts, toolResult } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { type ConvertibleTool, fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { callConverted } from './support/call-converted.ts';

type Block = { readonly type: string } & Readonly<Record<string, unknown>>;
type Row = readonly [name: string, block: Block, part: ContentPart];

const data = 'iVBORw0KGgo=';
const address = (name: string) => `https://example.com/${name}`;
const file = (mediaType: string, rest: { data: string } | { url: string }, filename?: string): ContentPart => ({
  type: 'file',
  mediaType,
  ...rest,
  ...(filename && { filename }),
});
const png = file('image/png', { data });
const svg = file('image/svg+xml', { data: btoa('<svg width="100%"/>') });

const textRows: Row[] = [
  ['text', { type: 'text', text: 'hi' }, { type: 'text', text: 'hi' }],
  [
    'text with a member for a provider',
    { type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } },
    { type: 'text', text: 'hi' },
  ],
  ['v0 text', { type: 'file', source_type: 'text', text: 'a,b' }, { type: 'text', text: 'a,b' }],
  [
    'v1 plain text',
    { type: 'text-plain', text: 'a,b', mimeType: 'text/csv', title: 'a' },
    { type: 'text', text: 'a,b' },
  ],
  [
    'Anthropic, a document of text',
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' } },
    { type: 'text', text: 'a,b' },
  ],
];

const imageRows: Row[] = [
  ['image_url, a data URL', { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }, png],
  ['image_url as text', { type: 'image_url', image_url: `data:image/png;base64,${data}` }, png],
  [
    'image_url, an address',
    { type: 'image_url', image_url: { url: address('a.png'), detail: 'low' } },
    file('image/*', { url: address('a.png') }),
  ],
  [
    'image_url, a data URL of text',
    { type: 'image_url', image_url: { url: 'data:image/svg+xml;utf8,%3Csvg%20width%3D%22100%25%22%2F%3E' } },
    svg,
  ],
  [
    'image_url, a data URL that is not escaped',
    { type: 'image_url', image_url: 'data:image/svg+xml,<svg width="100%"/>' },
    svg,
  ],
  ['v0 base64', { type: 'image', source_type: 'base64', mime_type: 'image/png', data }, png],
  [
    'v0 address',
    { type: 'image', source_type: 'url', url: address('a.png') },
    file('image/*', { url: address('a.png') }),
  ],
  ['v1 base64', { type: 'image', mimeType: 'image/png', data }, png],
  [
    'v1 bytes',
    { type: 'image', mimeType: 'image/png', data: Uint8Array.from(atob(data), (c) => c.charCodeAt(0)) },
    png,
  ],
  [
    'v1 address',
    { type: 'image', mimeType: 'image/webp', url: address('a') },
    file('image/webp', { url: address('a') }),
  ],
  ['v1 data URL', { type: 'image', url: `data:image/png;base64,${data}` }, png],
  [
    'v1 data URL with parameters, whose type counts',
    { type: 'image', url: `data:image/png;name=a;base64,${data}`, mimeType: 'image/gif' },
    png,
  ],
  ['Anthropic base64', { type: 'image', source: { type: 'base64', media_type: 'image/png', data } }, png],
  [
    'Anthropic address',
    { type: 'image', source: { type: 'url', url: address('a.png') } },
    file('image/*', { url: address('a.png') }),
  ],
  ['OpenAI Responses', { type: 'input_image', image_url: `data:image/png;base64,${data}` }, png],
];

const fileRows: Row[] = [
  [
    'v0 audio, base64',
    { type: 'audio', source_type: 'base64', mime_type: 'audio/wav', data },
    file('audio/wav', { data }),
  ],
  [
    'v0 audio, address',
    { type: 'audio', source_type: 'url', mime_type: 'audio/wav', url: address('a') },
    file('audio/wav', { url: address('a') }),
  ],
  [
    'v0 file, base64, with a name',
    {
      type: 'file',
      source_type: 'base64',
      mime_type: 'application/pdf',
      data,
      metadata: { name: 'a.pdf' },
    },
    file('application/pdf', { data }, 'a.pdf'),
  ],
  ['v1 audio', { type: 'audio', mimeType: 'audio/mpeg', data }, file('audio/mpeg', { data })],
  ['v1 video, without a type', { type: 'video', url: address('v') }, file('video/*', { url: address('v') })],
  ['v1 video, a data URL', { type: 'video', url: `data:video/mp4;base64,${data}` }, file('video/mp4', { data })],
  [
    'v1 file with a name',
    { type: 'file', mimeType: 'text/csv', data, metadata: { filename: 'a.csv' } },
    file('text/csv', { data }, 'a.csv'),
  ],
  ['v1 file, without a type', { type: 'file', data }, file('application/octet-stream', { data })],
  [
    'v1 plain text in a file',
    { type: 'text-plain', url: address('a.txt') },
    file('text/plain', { url: address('a.txt') }),
  ],
  [
    'Anthropic document',
    { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data } },
    file('application/pdf', { data }, 'a.pdf'),
  ],
  ['OpenAI audio', { type: 'input_audio', input_audio: { data, format: 'wav' } }, file('audio/wav', { data })],
  [
    'OpenAI file',
    { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${data}` } },
    file('application/pdf', { data }, 'a.pdf'),
  ],
];

/** Files in a provider's file store, which others cannot read. */
const references: [string, Block][] = [
  ['v0 image', { type: 'image', source_type: 'id', id: 'file-1' }],
  ['v0 file', { type: 'file', source_type: 'id', id: 'file-1', mime_type: 'application/pdf' }],
  ['v1 image', { type: 'image', fileId: 'file-1' }],
  ['v1 audio', { type: 'audio', fileId: 'file-1', mimeType: 'audio/wav' }],
  ['v1 plain text', { type: 'text-plain', fileId: 'file-1' }],
  ['Anthropic', { type: 'document', source: { type: 'file', file_id: 'file-1' } }],
  ['OpenAI', { type: 'file', file: { file_id: 'file-1' } }],
];

const returning = (value: unknown, responseFormat = 'content'): ConvertibleTool =>
  new DynamicStructuredTool({
    name: 'shoot',
    description: 'Take a picture',
    schema: { type: 'object' },
    responseFormat,
    func: async () => value,
  });
const shootCall = { type: 'tool_call' as const, id: 'c1', name: 'shoot', args: {} };
/** The message that a model gets from a tool. */
const message = async (tool: ConvertibleTool) => {
  const { content, artifact, status } = (await tool.invoke(shootCall)) as ToolMessage;
  return { content, artifact, status };
};
const roundTripMessage = (source: ConvertibleTool) => message(toLangChainTool(fromLangChainTool(source)));
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

describe.each([...textRows, ...imageRows, ...fileRows])('%s', (_, block, part) => {
  test('a block is the same part as declared content, as a return value and in a message', async () => {
    const pair = await callConverted(returning([[block], { kept: true }], 'content_and_artifact'));
    expect(pair).toMatchObject({ output: { kept: true }, content: [part] });
    const answer = new ToolMessage({ content: [block] as never, tool_call_id: 'c1' });
    for (const returned of [[block], answer]) {
      const { output, content } = await callConverted(returning(returned));
      if (part.type === 'text') expect([output, content]).toEqual([part.text, undefined]);
      else expect(content).toEqual([part]);
    }
  });
});

describe.each([...textRows, ...fileRows])('back in LangChain: %s', (_, block) => {
  test('the model gets the block as the tool returned it, with and without an artifact', async () => {
    for (const source of [returning([block]), returning([[block], 7], 'content_and_artifact')])
      expect(await roundTripMessage(source)).toEqual(await message(source));
  });
});

describe.each(imageRows)('an image: %s', (_, block, part) => {
  const {
    mediaType,
    data: base64,
    url = `data:${mediaType};base64,${base64}`,
  } = part as Partial<Record<string, string>>;

  test('an image is shown once in LangChain, as the block that all models read', async () => {
    const image_url = { type: 'image_url', image_url: { url } };
    expect(await roundTripMessage(returning([block]))).toEqual({
      content: [image_url],
      artifact: undefined,
      status: 'success',
    });
  });

  test('an image is never shown as text in the AI SDK and in Letta', async () => {
    const converted = fromLangChainTool(returning([block]));
    const { shoot } = toAISDK([converted]);
    const output = await shoot?.execute?.({}, { toolCallId: 'c1', messages: [] } as never);
    const shown = await shoot?.toModelOutput?.({ output, toolCallId: 'c1', input: {} } as never);
    expect(shown).toMatchObject({ type: 'content' });
    const result = await createBridge({ tools: [converted] }).execute({ id: 'c1', name: 'shoot', input: {} });
    const letta = toLettaToolReturn(result);
    expect(result.content?.map(({ type }) => type)).toEqual(['file']);
    for (const parts of [shown, letta]) expect(textsOf(parts).join()).not.toContain(url.slice(-20));
  });
});

describe.each(references)('a reference to a provider, %s', (_, block) => {
  test('a reference is shown as JSON elsewhere, and is unchanged back in LangChain', async () => {
    const result = await callConverted(returning([block]));
    expect(result).toMatchObject({ output: [block], content: [{ type: 'text', text: JSON.stringify(block) }] });
    expect(await roundTripMessage(returning([block]))).toEqual(await message(returning([block])));
  });
});

test('bytes become base64 back in LangChain, which every checkpoint can store', async () => {
  const audio = { type: 'audio', mimeType: 'audio/wav', data: Uint8Array.of(1, 2, 3) };
  const { content } = await roundTripMessage(returning([audio]));
  expect(content).toEqual([{ ...audio, data: 'AQID' }]);
  expect(json(content)).toEqual(content);
});

test('a decorator that changes the content replaces the native blocks', async () => {
  const audio = { type: 'audio', mimeType: 'audio/wav', data };
  const converted = fromLangChainTool(returning([audio, { type: 'text', text: 'a' }]));
  const made = toLangChainTool({
    ...converted,
    handler: async (...call) => {
      const result = (await converted.handler?.(...call)) as ToolResultParts;
      return toolResult({ ...result, output: 'a', content: result.content?.slice(1) });
    },
  });
  expect(await message(made)).toEqual({ content: 'a', artifact: undefined, status: 'success' });
});

/** Collects every text part inside a value. */
function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, text, ...members } = value as Record<string, unknown>;
  return [...(type === 'text' ? [String(text)] : []), ...Object.values(members).flatMap(textsOf)];
}
