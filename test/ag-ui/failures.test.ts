import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBridge, defineTool, type RunEvent, ToolferryError } from 'toolferry';
import { type AGUIBackendOptions, agUIBackend } from 'toolferry/ag-ui';
import { createJournal, memoryStore } from 'toolferry/journal';
import { expect, onTestFinished, test } from 'vitest';
import { calls, finished, interrupted, says, started, success } from './scripted-agent.ts';
import { asks, done, scriptedBackend, scriptedHandler, serveHTTP } from './served.ts';

const locate = defineTool({
  name: 'locate',
  description: 'Where',
  inputSchema: { type: 'object' },
  handler: () => 'here',
});

async function serve(respond: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => respond(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const frames = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const stream = (text: string) =>
  serve((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text));
const run = (url: string, options?: AGUIBackendOptions, more?: object) =>
  createBridge({ tools: [locate] }).run(agUIBackend(url, options), 'Go', more);

test.each([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [422, 'bad_request'],
  [429, 'rate_limited'],
  [503, 'server_error'],
])('an answer with the status %i rejects with %s and its reason', async (status, code) => {
  const url = await serve((response) => response.writeHead(status).end('{"error":{"message":"Not you"}}'));
  await expect(run(url)).rejects.toMatchObject({ code, message: `The AG-UI agent answered ${status}: Not you.` });
});

test('a redirect is not followed', async () => {
  let requests = 0;
  const target = await serve((response) => {
    requests += 1;
    response.end();
  });
  const url = await serve((response) => response.writeHead(307, { location: target }).end());
  await expect(run(url)).rejects.toMatchObject({
    code: 'invalid_response',
    message: expect.stringContaining('redirect'),
  });
  expect(requests).toBe(0);
});

test('an agent that cannot be reached rejects with unreachable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await expect(run(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'unreachable' });
});

test('an answer that is not an event stream rejects with invalid_response', async () => {
  const url = await serve((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
  await expect(run(url)).rejects.toMatchObject({ code: 'invalid_response' });
});

test('RUN_ERROR rejects with run_failed, the message and the code of the agent', async () => {
  const url = await stream(frames(started, { type: 'RUN_ERROR', message: 'No model', code: 'model_down' }));
  const error = { code: 'run_failed', message: expect.stringContaining('No model'), data: { errorCode: 'model_down' } };
  await expect(run(url)).rejects.toMatchObject(error);
});

test('a stream that ends before its run rejects with stream_incomplete, and no call of it runs', async () => {
  const ran: string[] = [];
  const spy = { ...locate, handler: () => void ran.push('locate') };
  const url = await stream(frames(started, ...calls('c1', 'locate', '{}')));
  const cut = createBridge({ tools: [spy] }).run(agUIBackend(url), 'Go');
  await expect(cut).rejects.toMatchObject({ code: 'stream_incomplete' });
  expect(ran).toEqual([]);
});

test('a connection that breaks within the stream rejects with connection_lost', async () => {
  const url = await serve((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frames(started), () => response.destroy());
  });
  await expect(run(url)).rejects.toMatchObject({ code: 'connection_lost' });
});

test.each([
  ['not JSON', 'data: {"type"\n\n'],
  ['no type', 'data: {}\n\n'],
  ['text of an unknown message', frames({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'x', delta: 'y' })],
  ['arguments of an unknown call', frames({ type: 'TOOL_CALL_ARGS', toolCallId: 'x', delta: 'y' })],
  ['a call without a name', frames({ type: 'TOOL_CALL_START', toolCallId: 'x' })],
  ['one id for two tools', frames(...calls('c1', 'locate', '{}'), ...calls('c1', 'wipe', '{}'))],
  ['a malformed snapshot', frames({ type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'a', role: 'tool' }] })],
  [
    'a snapshot that is nested too deeply',
    `data: {"type":"STATE_SNAPSHOT","snapshot":${'['.repeat(900)}${']'.repeat(900)}}\n\n`,
  ],
  ['an unknown outcome', frames(finished({ type: 'later' }))],
  ['no interrupts', frames(interrupted())],
  ['an interrupt without an id', frames(interrupted({ reason: 'tool_call' }))],
  ['a question about an unknown call', frames(success('c9'))],
])('a stream with %s rejects with invalid_response', async (_what, text) => {
  const url = await stream(frames(started) + text + frames(success()));
  await expect(run(url)).rejects.toMatchObject({ code: 'invalid_response' });
});

test('an interrupt that is not about a call rejects with cannot_pause and the interrupt', async () => {
  const interrupt = { id: 'i1', reason: 'input_required', message: 'Which city?' };
  const url = await stream(frames(started, interrupted(interrupt)));
  await expect(run(url)).rejects.toMatchObject({ code: 'cannot_pause', data: { interrupt } });
});

test('a run that was cancelled by the agent rejects with run_failed', async () => {
  const url = await stream(frames(started, finished({ type: 'cancelled' })));
  await expect(run(url)).rejects.toMatchObject({ code: 'run_failed' });
});

test.each([
  ['already_resumed', 'already_resumed'],
  ['thread_busy', 'conversation_busy'],
  ['run_taken', 'conversation_busy'],
  ['rate_limited', 'rate_limited'],
  ['unreachable', 'server_error'],
  ['journal_failed', 'server_error'],
])('the error %s of an agent, whose run is not over, is %s here', async (errorCode, code) => {
  const url = await stream(frames({ type: 'RUN_ERROR', message: 'No', code: errorCode }));
  await expect(run(url)).rejects.toMatchObject({ code, data: { errorCode } });
});

test('a run with a key continues after its agent could not reach what it needs, and the client tool runs once', async () => {
  const ran: string[] = [];
  const spy = { ...locate, handler: () => `here ${ran.push('locate')}` };
  const { backend, called } = scriptedBackend(
    () => asks({ id: 'c1', name: 'locate', input: {} }),
    () => {
      throw new ToolferryError('unreachable', 'The model is down.');
    },
    () => done(),
  );
  const url = await serveHTTP(scriptedHandler(backend));
  const bridge = createBridge({ tools: [spy], journal: createJournal(memoryStore()) });
  const again = () => bridge.run(agUIBackend(url), 'Go', { key: 'run' });
  await expect(again()).rejects.toMatchObject({ code: 'server_error', message: expect.stringContaining('is down') });
  await again();
  expect(called.map(({ answers }) => answers?.map(({ toolCallId }) => toolCallId))).toEqual([
    undefined,
    ['c1'],
    ['c1'],
  ]);
  expect(ran).toEqual(['locate']);
});

test('a stream of more than maxResponseBytes is stopped', async () => {
  let closed: Promise<unknown> | undefined;
  const url = await serve((response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = () => response.write(`: ${'x'.repeat(1_000)}\n`, (error) => error || more());
    more();
  });
  const options = { maxResponseBytes: 5_000 };
  await expect(run(url, options)).rejects.toMatchObject({ code: 'invalid_response', data: options });
  await closed;
});

test('an abort rejects with its reason, and lets go of the connection', async () => {
  const controller = new AbortController();
  let closed: Promise<unknown> | undefined;
  const url = await serve((response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frames(started, ...says('a1', 'Hm')));
  });
  const onEvent = () => controller.abort(new Error('Enough'));
  await expect(run(url, {}, { signal: controller.signal, onEvent })).rejects.toThrow('Enough');
  await closed;
});

test('an abort does not wait for a fetch that ignores its signal', async () => {
  const controller = new AbortController();
  const fetch = () => new Promise<Response>(() => controller.abort(new Error('Enough')));
  await expect(run('http://localhost', { fetch }, { signal: controller.signal })).rejects.toThrow('Enough');
});

test('secrets of the headers are removed from errors, calls, text and output', async () => {
  const headers = { authorization: 'Bearer secret-token-1' };
  const failed = await stream(frames({ type: 'RUN_ERROR', message: 'Bad key secret-token-1' }));
  await expect(run(failed, { headers })).rejects.toThrow('Bad key [secret removed]');
  const refused = await serve((response) => response.writeHead(401).end('{"error":"secret-token-1"}'));
  await expect(run(refused, { headers })).rejects.toThrow('answered 401: [secret removed]');
  const spoken = await stream(frames(started, ...says('a1', 'It is secret-', 'token-1'), success()));
  expect((await run(spoken, { headers })).text).toBe('It is [secret removed]');
});

test('a secret that arrives in pieces or escaped in the arguments of a call is removed from its events', async () => {
  const headers = { authorization: 'Bearer secret-token-1' };
  const url = await stream(
    frames(
      started,
      ...calls('s1', 'sky', '{"key":"secret-', 'token-1"}'),
      ...calls('c1', 'locate', String.raw`{"key":"\u0073ecret-token-1"}`),
      success('c1'),
    ),
  );
  const inputs: unknown[] = [];
  const onEvent = (event: RunEvent) => void (event.type === 'backend' && inputs.push(event.event));
  await expect(run(url, { headers }, { onEvent, maxRounds: 0 })).rejects.toMatchObject({ code: 'max_rounds' });
  const key = '[secret removed]';
  expect(inputs).toMatchObject([{ call: { input: { key } } }, { call: { input: { key } } }]);
});

test('frames with CRLF, comments, data in several lines and characters that are cut in two are read', async () => {
  const text = `: ping\r\n\r\ndata: {"type":"TEXT_MESSAGE_CHUNK",\r\ndata: "messageId":"a1","delta":"Zürich"}\r\n\r\n${frames(success())}`;
  const bytes = Buffer.from(text);
  const url = await serve((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const next = (index: number): void => {
      if (index === bytes.length) response.end();
      else response.write(bytes.subarray(index, index + 1), () => next(index + 1));
    };
    next(0);
  });
  expect((await run(url)).text).toBe('Zürich');
});

test('what cannot work is a TypeError before anything is sent', async () => {
  expect(() => agUIBackend('localhost:3000')).toThrow(TypeError);
  expect(() => agUIBackend('http://me:secret@localhost')).toThrow('Pass them in headers');
  expect(() => agUIBackend('http://localhost', { headers: { a: 'b\nc' } })).toThrow('The header "a" cannot be sent');
  expect(() => agUIBackend('http://localhost', { maxResponseBytes: 0 })).toThrow('maxResponseBytes');
  expect(() => agUIBackend('http://localhost', { header: {} } as object)).toThrow('Did you mean headers?');
  // @ts-expect-error A request needs messages.
  await expect(createBridge().run(agUIBackend('http://localhost'), {})).rejects.toThrow(TypeError);
});
