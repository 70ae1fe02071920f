import { createBridge, type ToolResult } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, listed } from './support/in-process-server.ts';

const outputSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

describe.each(clientKinds)('what a server answers, by %s', (kind) => {
  /** The result of calling a tool that answers this. */
  const resultOf = async (answer: object | (() => never), more: object = {}): Promise<ToolResult> => {
    const { client } = await connectInProcess(kind, {
      tools: [listed('ask', more)],
      call: () => (typeof answer === 'function' ? answer() : answer),
    });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    return bridge.execute({ id: 'call_1', name: 'ask', input: {} });
  };
  const text = (said: string) => ({ type: 'text', text: said });

  test('texts are one output', async () => {
    const result = await resultOf({ content: [text('one'), text('two')] });
    expect(result).toMatchObject({ output: 'one\ntwo' });
    expect(result.content).toBeUndefined();
  });

  test('no content at all is null', async () => {
    expect(await resultOf({ content: [] })).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: null });
  });

  test('structured content is the output for programs, other content what models see', async () => {
    expect(
      await resultOf({ content: [text('it is one')], structuredContent: { n: 1 } }, { outputSchema }),
    ).toMatchObject({
      output: { n: 1 },
      content: [{ type: 'text', text: 'it is one' }],
    });
    const silent = await resultOf({ content: [], structuredContent: { n: 1 } }, { outputSchema });
    expect(silent).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: { n: 1 } });
  });

  test('structured content that its schema refuses is invalid_output, with path and reason', async () => {
    const result = await resultOf({ content: [text('one')], structuredContent: { n: 'one' } }, { outputSchema });
    expect(result.output).toBeNull();
    expect(result.error).toEqual({
      code: 'invalid_output',
      message: 'The result of "ask" does not match its output schema: n: must be integer.',
    });
  });

  test('so is an output schema without structured content', async () => {
    expect((await resultOf({ content: [text('{"n":1}')] }, { outputSchema })).error).toEqual({
      code: 'invalid_output',
      message: 'The result of "ask" has an output schema, but no structured content.',
    });
  });

  test('structured content of a failed call is not checked', async () => {
    const structuredContent = { reason: 'busy', retryAfter: 3 };
    const result = await resultOf({ content: [text('Busy.')], structuredContent, isError: true }, { outputSchema });
    expect(result.error).toEqual({ code: 'failed', message: 'Busy.', data: structuredContent });
  });

  test("a failure has all lines of the server's text, and names its files", async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    const result = await resultOf({ content: [text('### Error\nno such button'), image], isError: true });
    expect(result.error).toEqual({ code: 'failed', message: '### Error\nno such button\n[image/png]' });
  });

  test('a failure that says nothing says so', async () => {
    expect((await resultOf({ content: [], isError: true })).error?.message).toBe(
      'The MCP server did not say why it failed.',
    );
  });

  test('an error of the protocol is a failed call, without stack or path', async () => {
    const result = await resultOf(() => {
      throw Object.assign(new Error('no such thing\n    at /srv/secret.js:1:1'), { code: -32602 });
    });
    expect(result.error).toMatchObject({ code: 'failed', message: expect.stringMatching(/no such thing$/) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('sound and video are files', async () => {
    const { content } = await resultOf({
      content: [
        { type: 'audio', mimeType: 'audio/wav', data: 'UklGRg==' },
        { type: 'resource', resource: { uri: 'file:///films/ferry.mp4', mimeType: 'video/mp4', blob: 'AAAA' } },
      ],
    });
    expect(content).toEqual([
      { type: 'file', mediaType: 'audio/wav', data: 'UklGRg==' },
      { type: 'file', mediaType: 'video/mp4', data: 'AAAA', filename: 'ferry.mp4' },
    ]);
  });

  test('a text of a resource is text, a link its name, address and description', async () => {
    const { output } = await resultOf({
      content: [
        { type: 'resource', resource: { uri: 'file:///notes.txt', text: 'buy milk' } },
        { type: 'resource_link', name: 'plan', uri: 'https://example.com/plan', description: 'for March' },
      ],
    });
    expect(output).toBe('buy milk\nplan: https://example.com/plan\nfor March');
  });
});

/** A fake client: the SDK's own server refuses to send these. */
describe('answers that no server of the SDK gives', () => {
  const resultOf = async (answer: unknown, more: object = {}) => {
    const client = {
      getServerCapabilities: () => ({ tools: {} }),
      request: async ({ method }: { method: string }) =>
        method === 'tools/list' ? { tools: [listed('ask', more)] } : answer,
      callTool: () => Promise.reject(new Error('not used')),
    };
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    return bridge.execute({ id: 'call_1', name: 'ask', input: {} });
  };

  test.each([[{}], [{ content: 'text' }], [null], [{ task: { taskId: '1', status: 'working' } }]])(
    '%j is invalid_output',
    async (answer) => {
      expect((await resultOf(answer)).error).toEqual({
        code: 'invalid_output',
        message: 'The result of "ask" has neither content nor structured content.',
      });
    },
  );

  test('null in place of structured content is none', async () => {
    expect((await resultOf({ content: [{ type: 'text', text: 'hi' }], structuredContent: null })).output).toBe('hi');
  });

  test('content of an unknown kind, or without its data, is the text of its JSON', async () => {
    const content = [
      { type: 'hologram', beam: 1 },
      { type: 'image' },
      { type: 'text' },
      { type: 'resource' },
      'text',
      null,
    ];
    const { output } = await resultOf({ content });
    expect(output).toBe(
      '{"type":"hologram","beam":1}\n{"type":"image"}\n{"type":"text"}\n{"type":"resource"}\n"text"\nnull',
    );
  });

  test('structured content may be a list', async () => {
    const outputSchema = { type: 'array', items: { type: 'integer' } };
    const answer = { content: [{ type: 'text', text: '[1,2]' }], structuredContent: [1, 2] };
    expect(await resultOf(answer, { outputSchema })).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: [1, 2] });
  });
});
