import type { Pause, PendingCall } from 'toolferry';
import { describe, expect, test } from 'vitest';
import {
  answer,
  asks,
  done,
  interruptsOf,
  outcomeOf,
  refusedWith,
  scriptedBackend,
  scriptedHandler,
  send,
  user,
} from './served.ts';

const start = { messages: [user('m1', 'Go')] };
const remove = (path: string, name = 'remove') => ({ id: 'call_0', name, input: { path }, ask: 'approval' }) as const;
const locate = { id: 'call_0', name: 'locate', input: {} };
const called = (call: PendingCall) => ({
  id: `with ${call.id}`,
  role: 'assistant',
  content: '',
  toolCalls: [{ id: call.id, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.input) } }],
});
const yes = (interruptId = '') => ({ interruptId, status: 'resolved', payload: { approved: true } });

describe('an agent that asks about two calls under one id, as nested agents do whose models count calls from 0,', () => {
  test.each([
    ['two approvals', [remove('a'), remove('b')]],
    ['two results', [locate, { ...locate, input: { precise: true } }]],
    ['a result and an approval', [locate, remove('a')]],
    ['calls without an id', [{ ...locate, id: '' }]],
  ])('ends with call_conflict, and is cancelled: %s', async (_what, calls) => {
    const { backend } = scriptedBackend(
      () => asks(...calls),
      () => done(),
    );
    const cancelled: Pause[] = [];
    const cancel = async (pause: Pause) => void cancelled.push(pause);
    const handler = scriptedHandler({ ...backend, cancel });
    expect(refusedWith(await send(handler, start))).toBe('call_conflict');
    expect(cancelled).toHaveLength(1);
    const next = await send(handler, { messages: [...start.messages, user('m2')] });
    expect(outcomeOf(next)).toEqual({ type: 'success' });
  });
});

describe('an approval of a call whose id is that of an earlier call', () => {
  test.each([
    ['another input', remove('b')],
    ['another tool', remove('a', 'publish')],
  ])('is not asked for, because the client shows the earlier call: %s', async (_what, later) => {
    const { backend } = scriptedBackend(() => asks(later));
    const earlier = [...start.messages, called(remove('a')), answer('call_0')];
    expect(refusedWith(await send(scriptedHandler(backend), { messages: [...earlier, user('m2')] }))).toBe(
      'call_conflict',
    );
  });

  test('is not asked for within one run, even of a client without a history', async () => {
    const { backend } = scriptedBackend(
      () => asks(remove('a')),
      () => asks(remove('b')),
    );
    const handler = scriptedHandler(backend);
    const [interrupt] = interruptsOf(await send(handler, start));
    expect(refusedWith(await send(handler, { ...start, resume: [yes(interrupt?.id)] }))).toBe('call_conflict');
  });

  test('is not asked for if the agent has shown it with another input', async () => {
    const { backend } = scriptedBackend((host) => {
      host.emit({ type: 'tool-call', call: remove('a') });
      return asks(remove('b'));
    });
    expect(refusedWith(await send(scriptedHandler(backend), start))).toBe('call_conflict');
  });

  test('is asked for if it is the same call, in whatever form the client has its arguments', async () => {
    const { backend } = scriptedBackend(() => asks(remove('a')));
    const message = called(remove('a'));
    const rewritten = { ...message.toolCalls[0], function: { name: 'remove', arguments: '{ "path": "a" }' } };
    const messages = [...start.messages, { ...message, toolCalls: [rewritten] }, user('m2')];
    expect(outcomeOf(await send(scriptedHandler(backend), { messages }))?.type).toBe('interrupt');
  });

  test('is asked for if the client has a part of the call, and gets the rest', async () => {
    const { backend } = scriptedBackend(() => asks(remove('a')));
    const message = called(remove('a'));
    const cut = { ...message.toolCalls[0], function: { name: 'remove', arguments: '{"path"' } };
    const events = await send(scriptedHandler(backend), {
      messages: [{ ...message, toolCalls: [cut] }, ...start.messages],
    });
    expect(events.find(({ type }) => type === 'TOOL_CALL_ARGS')?.delta).toBe(':"a"}');
    expect(outcomeOf(events)?.type).toBe('interrupt');
  });
});

test('a call of a client tool under the id of one that was never answered is not asked, because the client would run the earlier one', async () => {
  const { backend } = scriptedBackend(
    () => asks(locate),
    () => done(),
    () => asks({ ...locate, input: { precise: true } }),
  );
  const handler = scriptedHandler(backend);
  await send(handler, start);
  const messages = [...start.messages, called(locate), user('m2')];
  expect(refusedWith(await send(handler, { messages }))).toBe('call_conflict');
});
