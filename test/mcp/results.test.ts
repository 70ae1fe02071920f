import { createBridge, type ToolResult } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, listed } from './support/in-process-server.ts';
import { runInAISDK, runInLangChain } from './support/run-task.ts';

const outputSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

describe.each(clientKinds)('the responses of a server, with %s', (kind) => {
  /** The result of calling a tool whose server sends this response. */
  const resultOf = async (answer: object | (() => never), more: object = {}): Promise<ToolResult> => {
    const { client } = await connectInProcess(kind, {
      tools: [listed('ask', more)],
      call: () => (typeof answer === 'function' ? answer() : answer),
    });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    return bridge.execute({ id: 'call_1', name: 'ask', input: {} });
  };
  const text = (value: string) => ({ type: 'text', text: value });

  test('several text blocks become one output', async () => {
    const result = await resultOf({ content: [text('one'), text('two')] });
    expect(result).toMatchObject({ output: 'one\ntwo' });
    expect(result.content).toBeUndefined();
  });

  test('a lone surrogate in an input is replaced before the server gets it', async () => {
    const inputs: unknown[] = [];
    const { client } = await connectInProcess(kind, {
      tools: [listed('ask')],
      call: ({ arguments: input }) => {
        inputs.push(input);
        return { content: [] };
      },
    });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    await bridge.execute({ id: 'call_1', name: 'ask', input: { name: 'cut \ud83d', whole: '😀' } });
    expect(inputs).toEqual([{ name: 'cut \ufffd', whole: '😀' }]);
  });

  test('content of more levels than JSON here may have is invalid_output, and the next call works', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 3_000; level++) deep = [deep];
    const { error } = await resultOf({ content: [text('one'), { ...text('two'), _meta: { deep } }] });
    expect(error).toMatchObject({ code: 'invalid_output', message: expect.stringContaining('more than 500 levels') });
    expect(await resultOf({ content: [text('one')] })).toMatchObject({ output: 'one' });
  });

  test('the output of empty content is null', async () => {
    expect(await resultOf({ content: [] })).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: null });
  });

  test('structured content becomes the output, and models are shown it after the other content', async () => {
    expect(
      await resultOf({ content: [text('it is one')], structuredContent: { n: 1 } }, { outputSchema }),
    ).toMatchObject({
      output: { n: 1 },
      content: [
        { type: 'text', text: 'it is one' },
        { type: 'text', text: '{"n":1}' },
      ],
    });
    const silent = await resultOf({ content: [], structuredContent: { n: 1 } }, { outputSchema });
    expect(silent).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: { n: 1 } });
  });

  test('agents of both frameworks show the model a summary and the structured content', async () => {
    const { client } = await connectInProcess(kind, {
      tools: [listed('ask')],
      call: () => ({ content: [text('2 ferries found.')], structuredContent: { ferries: ['Nine', 'Ten'] } }),
    });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const expected = '2 ferries found.\n{"ferries":["Nine","Ten"]}';
    for (const run of [runInLangChain, runInAISDK])
      expect(await run(bridge, [[{ name: 'ask', expected }]])).toMatchObject([{ text: expected }]);
  });

  test('agents of both frameworks show the model the reason of a failed call, wherever it is', async () => {
    const answers: object[] = [
      { content: [], structuredContent: { reason: 'quota exceeded' }, isError: true },
      { content: [{ type: 'resource', resource: { uri: 'file:///log.txt', text: 'disk full' } }], isError: true },
    ];
    for (const [index, expected] of ['{"reason":"quota exceeded"}', '[file:///log.txt]\ndisk full'].entries()) {
      const { client } = await connectInProcess(kind, { tools: [listed('ask')], call: () => answers[index] ?? {} });
      const bridge = createBridge();
      await fromMCPClient(client, { bridge });
      for (const run of [runInLangChain, runInAISDK])
        expect(await run(bridge, [[{ name: 'ask', expected }]])).toMatchObject([{ text: expected, failed: true }]);
    }
  });

  test.each([
    ['its JSON with other spaces', ['{ "n": 1,\n "ok": true }'], { ok: true, n: 1 }],
    ['one of its members', ['Deleted.'], { success: true, message: 'Deleted.' }],
    ['a member of a member', ['Deleted.'], { success: true, result: { message: 'Deleted.' } }],
    ['its items, one per block', ['{"id":1}', 'two'], { items: [{ id: 1 }, 'two'], total: 2 }],
    ['its JSON and a blank block', ['{"n":1}', ' '], { n: 1 }],
  ])('models are shown structured content alone if the text is %s', async (_, texts, structuredContent) => {
    const result = await resultOf({ content: texts.map(text), structuredContent });
    expect(result).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: structuredContent });
  });

  test.each([
    ['a text', ['line one\nline two'], { content: 'line one\nline two' }],
    ['a number', ['5'], { result: 5 }],
    ['a list of items, one per block', ['{"id":1}', 'two'], { result: [{ id: 1 }, 'two'] }],
  ])('models are shown the content alone if the structured content only wraps %s', async (_, texts, structured) => {
    const result = await resultOf({ content: texts.map(text), structuredContent: structured });
    expect(result).toMatchObject({ output: structured, content: texts.map(text) });
  });

  test('models are shown the data of a file once, also if structured content repeats it', async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    const file = { type: 'file', mediaType: 'image/png', data: 'AAAA' };
    const wrapped = await resultOf({ content: [image], structuredContent: { content: [image] } });
    expect(wrapped.content).toEqual([file]);
    const structuredContent = { width: 1, data: 'AAAA' };
    const { content, output } = await resultOf({ content: [image], structuredContent });
    expect(content).toEqual([file, text('{"width":1,"data":"[image/png]"}')]);
    expect(output).toEqual(structuredContent);
  });

  test('an image stays next to structured content that its text repeats', async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    const { content } = await resultOf({ content: [text('{"n": 1}'), image], structuredContent: { n: 1 } });
    expect(content).toEqual([{ type: 'file', mediaType: 'image/png', data: 'AAAA' }, text('{"n":1}')]);
  });

  test('structured content that does not match its schema is invalid_output, with path and reason', async () => {
    const result = await resultOf({ content: [text('one')], structuredContent: { n: 'one' } }, { outputSchema });
    expect(result.output).toBeNull();
    expect(result.error).toEqual({
      code: 'invalid_output',
      message: 'The result of "ask" does not match its output schema: n: must be integer.',
    });
  });

  test('missing structured content is invalid_output if there is an output schema', async () => {
    expect((await resultOf({ content: [text('{"n":1}')] }, { outputSchema })).error).toEqual({
      code: 'invalid_output',
      message: 'The result of "ask" has no structured content, which its output schema requires.',
    });
  });

  test('structured content of a failed call is not validated, and is part of the message', async () => {
    const structuredContent = { reason: 'busy', retryAfter: 3 };
    const result = await resultOf({ content: [text('Busy.')], structuredContent, isError: true }, { outputSchema });
    expect(result.error).toEqual({
      code: 'failed',
      message: 'Busy.\n{"reason":"busy","retryAfter":3}',
      data: structuredContent,
    });
  });

  test.each([
    ['structured content alone', [], { reason: 'quota exceeded' }, '{"reason":"quota exceeded"}'],
    ['structured content next to a blank text', [''], { reason: 'no' }, '{"reason":"no"}'],
    ['a text that structured content repeats', ['no such file'], { error: 'no such file' }, 'no such file'],
    ['a text next to empty structured content', ['no such file'], {}, 'no such file'],
  ])('the message of a failed call is its reason in %s', async (_, texts, structuredContent, message) => {
    const result = await resultOf({ content: texts.map(text), structuredContent, isError: true });
    expect(result.error).toEqual({ code: 'failed', message, data: structuredContent });
  });

  test("a failure has all lines of the server's message, and names its files", async () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    const result = await resultOf({ content: [text('### Error\nno such button'), image], isError: true });
    expect(result.error).toEqual({ code: 'failed', message: '### Error\nno such button\n[image/png]' });
  });

  test('a failure without content has the message that the server gave no reason', async () => {
    for (const more of [{}, { structuredContent: {} }, { content: [text(' ')] }])
      expect((await resultOf({ content: [], isError: true, ...more })).error?.message).toBe(
        'The MCP server gave no reason for the failure.',
      );
  });

  test('a protocol error is a failed call, without a stack or a path', async () => {
    const result = await resultOf(() => {
      throw Object.assign(new Error('no such thing\n    at /srv/secret.js:1:1'), { code: -32602 });
    });
    expect(result.error).toMatchObject({ code: 'failed', message: expect.stringMatching(/no such thing$/) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('audio and video become files', async () => {
    const { content } = await resultOf({
      content: [
        { type: 'audio', mimeType: 'audio/wav', data: 'UklGRg==' },
        { type: 'resource', resource: { uri: 'file:///films/ferry.mp4', mimeType: 'video/mp4', blob: 'AAAA' } },
      ],
    });
    expect(content).toEqual([
      { type: 'file', mediaType: 'audio/wav', data: 'UklGRg==' },
      text('[file:///films/ferry.mp4]'),
      { type: 'file', mediaType: 'video/mp4', data: 'AAAA', filename: 'ferry.mp4' },
    ]);
  });

  test('a text resource becomes its URI and text, and a link its name, address, title and description', async () => {
    const { output } = await resultOf({
      content: [
        { type: 'resource', resource: { uri: 'file:///notes.txt', text: 'buy milk' } },
        { type: 'resource', resource: { uri: 'file:///old/notes.txt', text: 'buy bread' } },
        {
          type: 'resource_link',
          name: 'plan',
          title: 'The plan',
          uri: 'https://example.com/plan',
          description: 'March',
        },
        { type: 'resource_link', name: 'map', title: 'map', uri: 'https://example.com/map' },
      ],
    });
    expect(output).toBe(
      '[file:///notes.txt]\nbuy milk\n[file:///old/notes.txt]\nbuy bread\n' +
        'plan: https://example.com/plan\nThe plan\nMarch\nmap: https://example.com/map',
    );
  });

  test("the data of a protocol error becomes the error's data", async () => {
    const data = {
      elicitations: [{ mode: 'url', elicitationId: '1', url: 'https://example.com/login', message: 'Log in' }],
    };
    for (const [code, sent] of [
      [-32042, data],
      [-32602, ['path']],
    ] as const) {
      const result = await resultOf(() => {
        throw Object.assign(new Error('not now'), { code, data: sent });
      });
      expect(result.error).toEqual({ code: 'failed', message: expect.stringContaining('not now'), data: sent });
    }
    const without = await resultOf(() => {
      throw Object.assign(new Error('not now'), { code: -32602 });
    });
    expect(without.error).not.toHaveProperty('data');
  });
});

/** Uses a fake client, because the SDK's server refuses to send these responses. */
describe('responses that the SDK server cannot send', () => {
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
    'the response %j is invalid_output',
    async (answer) => {
      expect((await resultOf(answer)).error).toEqual({
        code: 'invalid_output',
        message: 'The result of "ask" has neither content nor structured content.',
      });
    },
  );

  test('null as structured content counts as absent', async () => {
    expect((await resultOf({ content: [{ type: 'text', text: 'hi' }], structuredContent: null })).output).toBe('hi');
  });

  test('content of an unknown type, or without data, becomes its JSON text', async () => {
    const content = [
      { type: 'hologram', beam: 1 },
      { type: 'image' },
      { type: 'text' },
      { type: 'resource' },
      { type: 'resource_link' },
      'text',
      null,
    ];
    const { output } = await resultOf({ content });
    expect(output).toBe(
      '{"type":"hologram","beam":1}\n{"type":"image"}\n{"type":"text"}\n{"type":"resource"}\n{"type":"resource_link"}\n"text"\nnull',
    );
  });

  test('structured content can be an array', async () => {
    const outputSchema = { type: 'array', items: { type: 'integer' } };
    const answer = { content: [{ type: 'text', text: '[1,2]' }], structuredContent: [1, 2] };
    expect(await resultOf(answer, { outputSchema })).toEqual({ toolCallId: 'call_1', toolName: 'ask', output: [1, 2] });
  });
});
