import type { ClientTool } from 'toolferry';
import { createBridge } from 'toolferry';
import { type AISDKTool, fromAISDKTool } from 'toolferry/ai-sdk';
import { createToolsFromClient } from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCalls } from '../langchain/run-calls.ts';
import { callWith, type Major, majors } from './support/majors.ts';
import { address, parts, pdf, png, textIn, wav } from './support/media.ts';

/** A tool of this major whose `toModelOutput` returns these parts. */
async function showing(major: Major, value: readonly object[]): Promise<ClientTool> {
  const source = {
    description: 'Look',
    inputSchema: z.object({}),
    execute: () => ({ width: 1 }),
    toModelOutput: () => ({ type: 'content', value }),
  };
  return fromAISDKTool('look', source as AISDKTool, major === 5 ? { major } : {});
}

async function toLangChain(tool: ClientTool) {
  const [message] = await runCalls(createToolsFromClient([tool]), [{ id: 'c1', name: tool.name, args: {} }]);
  return message;
}

const text = { type: 'text', text: 'Here it is' };
/** The parts as a tool returns them. For an image with a URL, the model of ai 7 gets another format. */
const written = {
  ...parts,
  7: {
    ...parts[7],
    imageAddress: { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL(address) } },
  },
};

describe.each(majors)('from ai %i', (major) => {
  test('to LangChain: an image is a block that its models read, and the output is the artifact', async () => {
    const message = await toLangChain(await showing(major, [text, parts[major].image]));
    expect(message).toMatchObject({ status: 'success', artifact: { width: 1 } });
    const url = `data:image/png;base64,${png}`;
    expect(message?.content).toEqual([text, { type: 'image_url', image_url: { url } }]);
  });

  test.skipIf(major === 5)('to LangChain: an image with a URL is an image block (ai 5 has none)', async () => {
    const message = await toLangChain(await showing(major, [text, written[major].imageAddress]));
    expect(message?.content).toEqual([text, { type: 'image_url', image_url: { url: address } }]);
  });

  test('to LangChain: the data of audio and files is not in the text', async () => {
    const message = await toLangChain(await showing(major, [text, parts[major].audio, parts[major].file]));
    const shownText = textIn(message?.content);
    expect(shownText).toContain('Here it is');
    for (const data of [wav, pdf]) expect(shownText).not.toContain(data);
  });

  test.each(majors)('to ai %i: images, audio and files have its format', async (target) => {
    const { image, audio, file } = parts[major];
    const { output, shown } = await callWith(target, await showing(major, [text, image, audio, file]));
    expect(output).toMatchObject({ 'toolferry/result': { output: { width: 1 } } });
    const named = target === 5 || major === 5 ? {} : { filename: 'a.pdf' };
    const { filename: _, ...unnamed } = { filename: '', ...parts[target].file };
    expect(shown).toEqual({
      type: 'content',
      value: [text, parts[target].image, parts[target].audio, { ...unnamed, ...named }],
    });
  });

  test('to Letta: an image is in the content array', async () => {
    const bridge = createBridge({ tools: [await showing(major, [text, parts[major].image])] });
    expect(toLettaToolReturn(await bridge.execute({ id: 'c1', name: 'look', input: {} }))).toMatchObject({
      status: 'success',
      tool_return: [text, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } }],
    });
  });
});

test.each<[string, object]>([
  ['thrown', { execute: () => Promise.reject(new Error('no paper')) }],
  ['returned by toModelOutput', { execute: () => 1, toModelOutput: () => ({ type: 'error-text', value: 'no paper' }) }],
])('a failure that is %s is an error with the same text everywhere', async (_, members) => {
  const source = { description: 'Look', inputSchema: z.object({}), ...members } as AISDKTool;
  const failing = await fromAISDKTool('look', source);
  const message = await toLangChain(failing);
  expect(message).toMatchObject({ status: 'error', content: 'no paper', artifact: { code: 'failed' } });
  for (const major of majors)
    expect(await callWith(major, failing)).toMatchObject({
      type: 'tool-error',
      shown: { type: 'error-text', value: 'no paper' },
    });
  const result = await createBridge({ tools: [failing] }).execute({ id: 'c1', name: 'look', input: {} });
  expect(toLettaToolReturn(result)).toMatchObject({ status: 'error', tool_return: 'Error: no paper' });
});
