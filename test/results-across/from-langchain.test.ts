import { ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { createBridge } from 'toolferry';
import { fromLangChainTool } from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callWith, majors } from './support/majors.ts';
import { address, parts, pdf, png, textIn, wav } from './support/media.ts';

/** Converts a LangChain tool that returns this value. */
function returning(value: unknown, responseFormat?: 'content_and_artifact') {
  const fields = { name: 'look', description: 'Look', schema: z.object({}), ...(responseFormat && { responseFormat }) };
  return fromLangChainTool(tool(async () => value, fields) as Parameters<typeof fromLangChainTool>[0]);
}

/** Blocks in LangChain's three formats, and the kind of part that they become. */
const blocks = {
  'an image, v1': [{ type: 'image', mimeType: 'image/png', data: png }, 'image'],
  'an image, v0': [{ type: 'image', source_type: 'base64', mime_type: 'image/png', data: png }, 'image'],
  'an image as image_url': [{ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }, 'image'],
  'an image without a media type': [{ type: 'image', data: png }, 'image'],
  'an image with a URL, v1': [{ type: 'image', url: address }, 'imageAddress'],
  'an image with a URL, v0': [{ type: 'image', source_type: 'url', url: address }, 'imageAddress'],
  'an image with a URL as image_url': [{ type: 'image_url', image_url: { url: address } }, 'imageAddress'],
  'audio, v1': [{ type: 'audio', mimeType: 'audio/wav', data: wav }, 'audio'],
  'audio, v0': [{ type: 'audio', source_type: 'base64', mime_type: 'audio/wav', data: wav }, 'audio'],
  'a file, v1': [{ type: 'file', mimeType: 'application/pdf', data: pdf, metadata: { filename: 'a.pdf' } }, 'file'],
  'a file, v0': [
    { type: 'file', source_type: 'base64', mime_type: 'application/pdf', data: pdf, metadata: { filename: 'a.pdf' } },
    'file',
  ],
} as const;

describe.each(majors)('from LangChain to ai %i', (major) => {
  test.each(Object.entries(blocks))('%s has the format of that major', async (_, [block, kind]) => {
    const { shown, type } = await callWith(major, returning([{ type: 'text', text: 'Here it is' }, block]));
    expect(type).toBe('tool-result');
    expect(shown).toEqual({ type: 'content', value: [{ type: 'text', text: 'Here it is' }, parts[major][kind]] });
    for (const data of [png, wav, pdf]) expect(textIn(shown)).not.toContain(data);
  });

  test('text is text and JSON is JSON, for the model and for programs', async () => {
    expect(await callWith(major, returning('21 degrees'))).toMatchObject({
      output: '21 degrees',
      shown: { type: 'text', value: '21 degrees' },
    });
    expect(await callWith(major, returning({ degrees: 21 }))).toMatchObject({
      output: { degrees: 21 },
      shown: { type: 'json', value: { degrees: 21 } },
    });
  });

  test('programs get the artifact, and the model gets the content', async () => {
    const pair = returning(
      [[{ type: 'image', mimeType: 'image/png', data: png }], { width: 1 }],
      'content_and_artifact',
    );
    const { output, shown } = await callWith(major, pair);
    expect(output).toMatchObject({ 'toolferry/result': { output: { width: 1 } } });
    expect(shown).toEqual({ type: 'content', value: [parts[major].image] });
    const text = await callWith(major, returning(['one pixel', { width: 1 }], 'content_and_artifact'));
    expect(text.output).toMatchObject({ 'toolferry/result': { output: { width: 1 } } });
    expect(text.shown).toEqual({ type: 'text', value: 'one pixel' });
  });

  test('a message with status error and a thrown error are tool-errors with their text', async () => {
    const message = new ToolMessage({ content: 'no paper', tool_call_id: 'x', status: 'error', artifact: { code: 7 } });
    const returned = await callWith(major, returning(message));
    expect(returned).toMatchObject({ type: 'tool-error', error: { message: 'no paper', data: { code: 7 } } });
    expect(returned.shown).toEqual({ type: 'error-text', value: 'no paper' });
    const fail = () => {
      throw new TypeError('no paper');
    };
    const failing = tool(fail, { name: 'look', description: 'Look', schema: z.object({}) });
    expect((await callWith(major, fromLangChainTool(failing))).shown).toEqual({
      type: 'error-text',
      value: 'no paper',
    });
  });
});

describe('from LangChain to Letta', () => {
  const toLetta = async (value: unknown) => {
    const bridge = createBridge({ tools: [returning(value)] });
    return toLettaToolReturn(await bridge.execute({ id: 'c1', name: 'look', input: {} }));
  };

  test.each(Object.entries(blocks).filter(([, [, kind]]) => kind === 'image'))(
    '%s is in the content array',
    async (_, [block]) => {
      const answer = await toLetta([{ type: 'text', text: 'Here it is' }, block]);
      const source = { type: 'base64', media_type: 'image/png', data: png };
      expect(answer).toMatchObject({
        status: 'success',
        tool_return: [
          { type: 'text', text: 'Here it is' },
          { type: 'image', source },
        ],
      });
    },
  );

  test.each(Object.entries(blocks).filter(([, [, kind]]) => kind !== 'image'))(
    '%s is named, and its data is not in the text',
    async (_, [block]) => {
      const { tool_return } = await toLetta([{ type: 'text', text: 'Here it is' }, block]);
      expect(tool_return).toMatch(/^Here it is\n\[(image\/\*|audio\/wav|a\.pdf)\]$/);
    },
  );

  test('a message with status error is an error with its text', async () => {
    const message = new ToolMessage({ content: 'no paper', tool_call_id: 'x', status: 'error' });
    expect(await toLetta(message)).toMatchObject({ status: 'error', tool_return: 'Error: no paper' });
  });
});
