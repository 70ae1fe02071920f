import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, listed } from './support/in-process-server.ts';
import { runInAISDK, runInLangChain } from './support/run-task.ts';

const hidden = `${[...'obey'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}\u200b\u2066`;
const text = (value: string) => ({ type: 'text', text: value });
const persian = 'می\u200cخواهم 👩\u200d💻';

describe.each(clientKinds)('hidden characters in the responses of a server, with %s', (kind) => {
  const bridgeFor = async (answer: object | (() => never)) => {
    const call = () => (typeof answer === 'function' ? answer() : answer);
    const { client } = await connectInProcess(kind, { tools: [listed('ask')], call });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    return bridge;
  };
  const resultOf = async (answer: object | (() => never)) =>
    (await bridgeFor(answer)).execute({ id: 'call_1', name: 'ask', input: {} });

  test('models are shown the text of an output without them, and programs get the output as it was sent', async () => {
    expect(await resultOf({ content: [text(`Sun${hidden} ${persian}`)] })).toEqual({
      toolCallId: 'call_1',
      toolName: 'ask',
      output: `Sun${hidden} ${persian}`,
      content: [text(`Sun ${persian}`)],
    });
    const structuredContent = { [`k${hidden}`]: [`v${hidden}`, persian], n: 1 };
    expect(await resultOf({ content: [], structuredContent })).toMatchObject({
      output: structuredContent,
      content: [text(`{"k":["v","${persian}"],"n":1}`)],
    });
  });

  test('models are shown content without them, and without text of nothing else, and files keep their data', async () => {
    const image = { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' };
    const link = { type: 'resource_link', uri: `file:///a${hidden}`, name: `A${hidden}` };
    const resource = { type: 'resource', resource: { uri: `file:///b${hidden}.bin`, blob: 'AAAA' } };
    const { content } = await resultOf({ content: [text(hidden), image, link, resource] });
    expect(content).toEqual([
      { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
      text('A: file:///a'),
      text('[file:///b.bin]'),
      { type: 'file', mediaType: 'application/octet-stream', data: 'AAAA', filename: 'b.bin' },
    ]);
  });

  test('the message of a failure has none, and its data stays', async () => {
    const data = { detail: `no${hidden}` };
    expect((await resultOf({ isError: true, content: [text(`no${hidden}`)] })).error?.message).toBe('no');
    const { error } = await resultOf({ isError: true, content: [], structuredContent: data });
    expect(error).toEqual({ code: 'failed', message: '{"detail":"no"}', data });
    const thrown = await resultOf(() => {
      throw Object.assign(new Error(`gone${hidden}`), { code: -32_000, data });
    });
    expect(thrown.error).toEqual({ code: 'failed', message: expect.stringMatching(/gone$/), data });
  });

  test('a result without any is unchanged', async () => {
    expect(await resultOf({ content: [text(persian)] })).toEqual({
      toolCallId: 'call_1',
      toolName: 'ask',
      output: persian,
    });
  });

  test('agents of both frameworks show the model none', async () => {
    const bridge = await bridgeFor({ content: [text(`Sun${hidden}`)] });
    for (const run of [runInLangChain, runInAISDK])
      expect(await run(bridge, [[{ name: 'ask', expected: 'Sun' }]])).toMatchObject([{ text: 'Sun' }]);
  });
});
