import { ToolferryError } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { expect, onTestFinished, test, vi } from 'vitest';
import { answer, asks, done, outcomeOf, refusedWith, scriptedBackend, scriptedHandler, send, user } from './served.ts';

const locate = { id: 'c1', name: 'locate', input: { n: 1 } };
const start = { messages: [user('m1', 'Go')], tools: [] };
const post = (body: string | null, method = 'POST') => new Request('http://x', { method, body });

test.each([
  ['a request that is not a POST', post(null, 'GET'), 405],
  ['a body that is not JSON', post('{'), 400],
  ['an input without threadId', post('{"runId":"r","messages":[]}'), 400],
  ['a message without an id', post('{"threadId":"t","runId":"r","messages":[{"role":"user"}]}'), 400],
  ['tools that are not objects', post('{"threadId":"t","runId":"r","messages":[],"tools":[1]}'), 400],
  [
    'a request that is said to be too large',
    new Request('http://x', { method: 'POST', body: '{}', headers: { 'content-length': '501' } }),
    413,
  ],
  ['a request that is too large', post(`{"threadId":"${'t'.repeat(1_000)}"}`), 413],
])('%s is refused by its status, and nothing runs', async (_what, request, status) => {
  const { backend, called } = scriptedBackend();
  const response = await scriptedHandler(backend, { maxRequestBytes: 500 })(request);
  expect([response.status, called.length]).toEqual([status, 0]);
  expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } });
});

test('the response of a silent agent is never silent for the 10 s after which Bun.serve closes a connection', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { backend } = scriptedBackend(() => new Promise(() => {}));
  const { body } = await scriptedHandler(backend)(post(JSON.stringify({ threadId: 't', runId: 'r', ...start })));
  const pieces = (body as ReadableStream<Uint8Array>)[Symbol.asyncIterator]();
  await pieces.next();
  for (let ping = 0; ping < 3; ping++) {
    vi.advanceTimersByTime(9_000);
    const { value } = await pieces.next();
    expect(new TextDecoder().decode(value)).toMatch(/^(: ping\n\n)+$/);
  }
});

test('events that are written together are sent in one piece', async () => {
  const { backend } = scriptedBackend(() => asks(locate));
  const { body } = await scriptedHandler(backend)(post(JSON.stringify({ threadId: 't', runId: 'r', ...start })));
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for await (const piece of body as ReadableStream<Uint8Array>) pieces.push(decoder.decode(piece));
  expect(pieces.map((piece) => piece.split('\n\n').length - 1)).toEqual([1, 4]);
});

test('the response of authorize refuses a request before its body is read', async () => {
  const { backend, called } = scriptedBackend();
  const authorize = () => new Response('Log in', { status: 401 });
  const response = await scriptedHandler(backend, { authorize })(post('{'));
  expect([response.status, await response.text(), called.length]).toEqual([401, 'Log in', 0]);
});

test('text, calls and results are streamed in order, and a result of the server has its code in metadata', async () => {
  const { backend } = scriptedBackend((host) => {
    host.emit({ type: 'text', text: 'Let me ' });
    host.emit({ type: 'text', text: 'look.' });
    host.emit({ type: 'tool-call', call: { id: 's1', name: 'sky', input: {} } });
    const error = { code: 'failed', message: 'no sky' };
    host.emit({ type: 'tool-result', result: { toolCallId: 's1', toolName: 'sky', output: null, error } });
    host.emit({ type: 'tool-result', result: { toolCallId: 's1', toolName: 'sky', output: 'again' } });
    host.emit('something else');
    host.emit({ type: 'text', text: 'Grey.' });
    return done();
  });
  const events = await send(scriptedHandler(backend, { result: (output) => ({ output }) }), start);
  expect(events.map(({ type }) => type)).toEqual([
    'RUN_STARTED',
    'TEXT_MESSAGE_START',
    'TEXT_MESSAGE_CONTENT',
    'TEXT_MESSAGE_CONTENT',
    'TEXT_MESSAGE_END',
    'TOOL_CALL_START',
    'TOOL_CALL_ARGS',
    'TOOL_CALL_END',
    'TOOL_CALL_RESULT',
    'TEXT_MESSAGE_START',
    'TEXT_MESSAGE_CONTENT',
    'TEXT_MESSAGE_END',
    'RUN_FINISHED',
  ]);
  expect(events[8]).toMatchObject({ content: 'no sky', metadata: { toolferry: { code: 'failed' } } });
  expect(events.at(-1)).toMatchObject({ result: { output: 'done' } });
});

test('the result of a call that the client answered is not sent to it', async () => {
  const { backend } = scriptedBackend(
    () => asks(locate),
    (host) => {
      host.emit({ type: 'tool-result', result: { toolCallId: 'c1', toolName: 'locate', output: 'here' } });
      return done();
    },
  );
  const handler = scriptedHandler(backend);
  await send(handler, start);
  const events = await send(handler, { messages: [...start.messages, answer('c1')] });
  expect(events.map(({ type }) => type)).toEqual(['RUN_STARTED', 'RUN_FINISHED']);
});

test('a client of before 1.0 gets no list of open calls, which it would refuse', async () => {
  const { backend } = scriptedBackend(() => asks(locate));
  expect(outcomeOf(await send(scriptedHandler(backend), { ...start, protocolVersion: undefined }))).toEqual({
    type: 'success',
  });
});

test('images that a client answers with reach the backend as content', async () => {
  const { backend, called } = scriptedBackend(
    () => asks(locate),
    () => done(),
  );
  const handler = scriptedHandler(backend);
  await send(handler, start);
  const content = [
    { type: 'text', text: 'Seen' },
    { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } },
  ];
  await send(handler, { messages: [...start.messages, { ...answer('c1'), content }] });
  const parts = [
    { type: 'text', text: 'Seen' },
    { type: 'file', mediaType: 'image/png', data: 'AAAA' },
  ];
  expect(called[1]?.answers).toEqual([{ toolCallId: 'c1', toolName: 'locate', output: 'Seen', content: parts }]);
});

test('a run that fails on the server shows the client only messages of ToolferryErrors', async () => {
  const { backend } = scriptedBackend(
    () => {
      throw new Error('password=hunter2');
    },
    () => {
      throw new ToolferryError('model_error', 'The model is down.');
    },
  );
  const errors: unknown[] = [];
  const handler = scriptedHandler(backend, { onError: (error) => void errors.push(error) });
  const one = await send(handler, start);
  const two = await send(handler, { ...start, messages: [user('m2')] });
  expect([one.at(-1), two.at(-1)]).toEqual([
    { type: 'RUN_ERROR', code: 'run_failed', message: 'The run failed on the server.' },
    { type: 'RUN_ERROR', code: 'model_error', message: 'The model is down.' },
  ]);
  expect(errors).toHaveLength(2);
});

test('answers that did not reach the backend may be sent again', async () => {
  const { backend, called } = scriptedBackend(
    () => asks(locate),
    () => {
      throw new ToolferryError('unreachable', 'Down.');
    },
    () => done(),
  );
  const handler = scriptedHandler(backend);
  await send(handler, start);
  const answers = { messages: [...start.messages, answer('c1', 'here')] };
  expect(refusedWith(await send(handler, answers))).toBe('unreachable');
  expect(outcomeOf(await send(handler, answers))).toEqual({ type: 'success' });
  expect(called[2]).toMatchObject({ answers: [{ output: 'here' }], host: { mayRepeat: true } });
});

test('answers that the backend failed on with an error that is not ours may be sent again, and the client is told so', async () => {
  const { backend, called } = scriptedBackend(
    () => asks(locate),
    () => {
      throw new TypeError('password=hunter2');
    },
    () => done(),
  );
  const errors: unknown[] = [];
  const handler = scriptedHandler(backend, { onError: (error) => void errors.push(error) });
  await send(handler, start);
  const answers = { messages: [...start.messages, answer('c1', 'here')] };
  expect((await send(handler, answers)).at(-1)).toEqual({
    type: 'RUN_ERROR',
    code: 'server_error',
    message: 'The run failed on the server. Send the same request again, or stop the run.',
  });
  expect(errors).toMatchObject([{ cause: new TypeError('password=hunter2') }]);
  expect(outcomeOf(await send(handler, answers))).toEqual({ type: 'success' });
  expect(called[2]?.host.mayRepeat).toBe(true);
});

test('a start that did not reach the backend is repeated by the next request', async () => {
  const { backend, called } = scriptedBackend(
    () => {
      throw new ToolferryError('unreachable', 'Down.');
    },
    () => done(),
    () => done(),
  );
  const handler = scriptedHandler(backend);
  expect(refusedWith(await send(handler, start))).toBe('unreachable');
  expect(outcomeOf(await send(handler, { ...start, messages: [...start.messages, user('m2')] }))).toEqual({
    type: 'success',
  });
  expect(called.map(({ start, host }) => [start?.messages[0]?.content, host.mayRepeat])).toEqual([
    ['Go', false],
    ['Go', true],
    ['m2', false],
  ]);
});

test('a store that fails ends the run with an error, and nothing runs', async () => {
  const { backend, called } = scriptedBackend();
  const errors: unknown[] = [];
  const store = { ...memoryStore(), read: () => Promise.reject(new Error('password=hunter2')) };
  const events = await send(scriptedHandler(backend, { store, onError: (error) => void errors.push(error) }), start);
  expect(events.at(-1)).toEqual({
    type: 'RUN_ERROR',
    code: 'journal_failed',
    message: 'The thread could not be read.',
  });
  expect([called.length, errors.length]).toEqual([0, 1]);
});

test('completed gets the output before the client learns that the run has ended', async () => {
  const { backend } = scriptedBackend(() => done('all'));
  const saved: object[] = [];
  const handler = scriptedHandler(backend, { completed: (end) => void saved.push(end) });
  const events = await send(handler, start);
  expect(saved).toEqual([
    { session: 'Ada', threadId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), output: 'all' },
  ]);
  expect(outcomeOf(events)).toEqual({ type: 'success' });
});

test('an idle thread takes less than 200 bytes', async () => {
  const { backend } = scriptedBackend(() => done());
  const store = memoryStore();
  let text = '';
  const seen: typeof store = {
    ...store,
    write(key, run, before) {
      text = run.text;
      return store.write(key, run, before);
    },
  };
  await send(scriptedHandler(backend, { store: seen }), start);
  expect(text.length).toBeLessThan(200);
});

test('options that cannot work are a TypeError', () => {
  const { backend } = scriptedBackend();
  const options = { store: memoryStore(), authorize: () => 'Ada', toRequest: (start: object) => start };
  const create = (more: object) => () => createAGUIHandler(backend as never, { ...options, ...more } as never);
  expect(create({ authorise: () => 'Ada' })).toThrow('Did you mean authorize?');
  expect(create({ authorize: undefined })).toThrow('requires authorize');
  expect(create({ toRequest: undefined })).toThrow('requires toRequest');
  expect(create({ store: {} })).toThrow('requires a store');
});
