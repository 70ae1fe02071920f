import { ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import type { Tool } from 'ai';
import { type ClientTool, createBridge, toolResult } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { createToolsFromClient, fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { toLettaToolReturn } from 'toolferry/letta';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCalls } from '../langchain/run-calls.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';
import { callWith, majors } from './support/majors.ts';
import { png, textIn } from './support/media.ts';

const connect = useMCP();
const call = (clientTool: ClientTool) =>
  createBridge({ tools: [clientTool] }).execute({ id: 'c1', name: clientTool.name, input: {} });

/** Converts the tool through both frameworks, as copies that lost the mark of their origin. */
async function roundTrip(clientTool: ClientTool): Promise<ClientTool> {
  const copy = { ...toAISDKTool(clientTool) } as Tool;
  const back = await fromAISDKTool(clientTool.name, copy);
  return fromLangChainTool(Object.create(toLangChainTool(back)));
}

describe('a result after a round trip through the AI SDK and LangChain', () => {
  const langChain = (value: unknown) =>
    fromLangChainTool(tool(async () => value, { name: 'look', description: 'Look', schema: z.object({}) }));
  test.each<[string, ClientTool]>([
    ['text', langChain('21 degrees')],
    ['JSON', langChain({ degrees: [21, null] })],
    [
      'an image',
      langChain([
        { type: 'text', text: 'Here' },
        { type: 'image', mimeType: 'image/png', data: png },
      ]),
    ],
    ['audio', langChain([{ type: 'audio', mimeType: 'audio/wav', data: 'UklGRg==' }])],
    ['a file with a URL', langChain([{ type: 'file', mimeType: 'text/csv', url: 'https://example.com/a.csv' }])],
  ])('the result is unchanged: %s', async (_, clientTool) => {
    const result = await call(clientTool);
    expect(result.error).toBeUndefined();
    expect(await call(await roundTrip(clientTool))).toEqual(result);
  });

  test('a failure keeps its text, code and data', async () => {
    const failing = await fromAISDKTool('look', {
      inputSchema: z.object({}),
      execute: () => 1,
      toModelOutput: () => ({ type: 'error-json', value: { tray: 2 } }),
    } as unknown as Tool);
    const { error } = await call(failing);
    expect(error).toEqual({ code: 'failed', message: '{"tray":2}', data: { tray: 2 } });
    expect((await call(await roundTrip(failing))).error).toEqual(error);
    const returned = langChain(
      new ToolMessage({ content: 'no paper', tool_call_id: 'x', status: 'error', artifact: 7 }),
    );
    expect((await call(returned)).error).toEqual({ code: 'failed', message: 'no paper', data: 7 });
    expect((await call(await roundTrip(returned))).error).toEqual({ code: 'failed', message: 'no paper', data: 7 });
  });
});

test('an image of a real MCP server is an image for LangChain, for each major of the AI SDK and for Letta', async () => {
  const tools = await fromMCPClient(await connect('client 2', 'everything'));
  const shoot = tools.find(({ name }) => name === 'get-tiny-image');
  if (shoot === undefined) throw new Error('The server has no get-tiny-image any more');
  const { content } = await call(shoot);
  const image = content?.find((part) => part.type === 'file');
  const data = image?.data ?? '';
  expect(data.length).toBeGreaterThan(100);

  const [message] = await runCalls(createToolsFromClient([shoot]), [{ id: 'c1', name: shoot.name, args: {} }]);
  const url = `data:image/png;base64,${data}`;
  expect(message?.content).toMatchObject([
    { type: 'text' },
    { type: 'image_url', image_url: { url } },
    { type: 'text' },
  ]);
  for (const major of majors) {
    const { shown } = await callWith(major, shoot);
    expect(shown).toMatchObject({ type: 'content', value: [{ type: 'text' }, { mediaType: 'image/png' }, {}] });
    expect(JSON.stringify(shown)).toContain(data);
    expect(textIn(shown)).not.toContain(data);
  }
  expect(toLettaToolReturn(await call(shoot)).tool_return).toContainEqual({
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data },
  });
});

test('no block of blank text leaves for Letta', async () => {
  const handler = () =>
    toolResult({
      content: [
        { type: 'text', text: ' \n' },
        { type: 'file', mediaType: 'image/png', data: png },
      ],
    });
  const look: ClientTool = { name: 'look', description: 'Look', inputSchema: {}, handler };
  expect(toLettaToolReturn(await call(look)).tool_return).toMatchObject([{ type: 'image' }]);
});
