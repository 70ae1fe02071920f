import { ToolferryError } from 'toolferry';
import { memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { HttpAgent, HttpAgent0 } from '../peers/ag-ui/clients.ts';
import {
  answer,
  asks,
  done,
  type Event,
  interruptsOf,
  outcomeOf,
  refusedWith,
  scriptedBackend,
  scriptedHandler,
  send,
  serveHTTP,
  user,
} from './served.ts';

const locate = { id: 'c1', name: 'locate', input: { n: 1 } };
const look = { id: 'c2', name: 'look', input: {} };
const wipe = { id: 's1', name: 'wipe', input: {}, ask: 'approval', message: 'it is destructive' } as const;
const tools = ['locate', 'look'].map((name) => ({ name, description: name, parameters: { type: 'object' } }));
const start = { messages: [user('m1', 'Go')], tools };
const answers = { messages: [...start.messages, answer('c1', 'here')] };
const yes = ([interrupt]: readonly { readonly id: string }[], approved = true) => ({
  ...answers,
  resume: [{ interruptId: interrupt?.id, status: 'resolved', payload: { approved } }],
});
/** What a client reads of a run, without the ids of the run and its messages. */
const shown = (events: readonly Event[]) => events.map(({ messageId: _, runId: _id, ...event }) => event);

/** An agent that emits text, a result of its own, and a call in each step. */
function chattyBackend() {
  return scriptedBackend(
    (host) => {
      host.emit({ type: 'text', text: 'Let me ' });
      host.emit({ type: 'text', text: 'ask.' });
      return asks(locate);
    },
    (host) => {
      host.emit({ type: 'text', text: 'And ' });
      host.emit({ type: 'tool-call', call: { id: 's9', name: 'sky', input: {} } });
      host.emit({ type: 'tool-result', result: { toolCallId: 's9', toolName: 'sky', output: 'blue' } });
      host.emit({ type: 'text', text: 'now?' });
      return asks(look, wipe);
    },
    (host) => {
      host.emit({ type: 'text', text: 'Done.' });
      return done('all');
    },
  );
}

describe('a client that was cut off and sends the same request again', () => {
  test('gets the pause of its start, and nothing runs again', async () => {
    const { backend, called } = chattyBackend();
    const handler = scriptedHandler(backend);
    const first = await send(handler, start);
    const again = await send(handler, start);
    expect(shown(again).filter(({ type }) => type !== 'TEXT_MESSAGE_CONTENT')).toEqual(
      shown(first).filter(({ type }) => type !== 'TEXT_MESSAGE_CONTENT'),
    );
    expect(again.flatMap(({ delta, type }) => (type === 'TEXT_MESSAGE_CONTENT' ? [delta] : []))).toEqual([
      'Let me ask.',
    ]);
    expect(called).toHaveLength(1);
  });

  test.each([
    ['a short answer', 'here'],
    ['a long answer', 'here '.repeat(1_000)],
  ])('is known by %s, and a client with another one is not', async (_what, content) => {
    const { backend, called } = scriptedBackend(
      () => asks(locate),
      () => done(),
    );
    const handler = scriptedHandler(backend);
    await send(handler, start);
    const answered = (text: string) => ({ messages: [...start.messages, answer('c1', text)] });
    for (let request = 0; request < 2; request++)
      expect(outcomeOf(await send(handler, answered(content)))).toEqual({ type: 'success' });
    expect(refusedWith(await send(handler, answered(`${content}!`)))).toBe('already_resumed');
    expect(called).toHaveLength(2);
  });

  test('gets the pause that followed its answers, with the results of the agent', async () => {
    const { backend, called } = chattyBackend();
    const handler = scriptedHandler(backend);
    await send(handler, start);
    await send(handler, answers);
    const again = await send(handler, answers);
    expect(again.map(({ type }) => type)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'RUN_FINISHED',
    ]);
    expect(outcomeOf(again)).toEqual({ type: 'success', pendingToolCallIds: ['c2'] });
    expect(called).toHaveLength(2);
  });

  test('gets the interrupts that followed its answers under the same ids, and the end that followed its approval', async () => {
    const { backend, called } = chattyBackend();
    const handler = scriptedHandler(backend, { result: (output) => output });
    await send(handler, start);
    await send(handler, answers);
    const both = { messages: [...answers.messages, answer('c2', 'seen')] };
    const interrupts = interruptsOf(await send(handler, both));
    expect(interruptsOf(await send(handler, both))).toEqual(interrupts);
    const approved = { ...both, resume: yes(interrupts).resume };
    const first = await send(handler, approved);
    const again = await send(handler, approved);
    expect(shown(again)).toEqual(shown(first));
    expect(again.at(-1)).toMatchObject({ result: 'all', outcome: { type: 'success' } });
    expect(refusedWith(await send(handler, { ...both, resume: yes(interrupts, false).resume }))).toBe(
      'unknown_interrupt',
    );
    expect(called).toHaveLength(3);
  });

  test('gets the result of a tool of the agent that failed, or that has a file, as before', async () => {
    const { backend } = scriptedBackend((host) => {
      const error = { code: 'failed', message: 'no sky' };
      host.emit({
        type: 'tool-result',
        result: { toolCallId: 's1', toolName: 'sky', output: null, error, stdout: ['cloud'] },
      });
      const content = [{ type: 'file', mediaType: 'image/png', data: 'AAAA' }];
      host.emit({ type: 'tool-result', result: { toolCallId: 's2', toolName: 'sky', output: { n: 1 }, content } });
      return done();
    });
    const handler = scriptedHandler(backend);
    const first = await send(handler, start);
    expect(first.filter(({ type }) => type === 'TOOL_CALL_RESULT')).toHaveLength(2);
    expect(shown(await send(handler, start))).toEqual(shown(first));
  });

  test('gets the error that its run ended with', async () => {
    const { backend, called } = scriptedBackend(() => {
      throw new ToolferryError('model_error', 'The model is down.');
    });
    const handler = scriptedHandler(backend);
    const failure = { type: 'RUN_ERROR', code: 'model_error', message: 'The model is down.' };
    expect([(await send(handler, start)).at(-1), (await send(handler, start)).at(-1)]).toEqual([failure, failure]);
    expect(called).toHaveLength(1);
  });

  test('waits for the end of a run that is under way on another replica', async () => {
    let proceed = () => {};
    const { backend, called } = scriptedBackend(
      () => asks(locate),
      async (host) => {
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
        host.emit({ type: 'text', text: 'Found.' });
        return done();
      },
    );
    const store = memoryStore();
    const [first, second] = [scriptedHandler(backend, { store }), scriptedHandler(backend, { store })];
    await send(first, start);
    const sent = send(first, answers);
    await expect.poll(() => called.length).toBe(2);
    const again = send(second, answers);
    proceed();
    expect(shown(await again)).toEqual(shown(await sent));
    expect(called).toHaveLength(2);
  });

  test('gets its thread, not the answer to an earlier request', async () => {
    const { backend, called } = chattyBackend();
    const handler = scriptedHandler(backend);
    await send(handler, start);
    await send(handler, answers);
    await send(handler, { messages: [...answers.messages, answer('c2')] });
    expect(refusedWith(await send(handler, { messages: [user('m0', 'Older'), answer('c1', 'other')] }))).toBe(
      'answers_missing',
    );
    expect(called).toHaveLength(2);
  });
});

describe.each([
  ['1.0', HttpAgent],
  ['0.0.59', HttpAgent0],
] as const)('the official client %s, cut off after any event', (_version, Agent) => {
  test('has the same messages after it has run again, and each call once', async () => {
    const whole = await runCutOff(Agent, Number.POSITIVE_INFINITY);
    expect(whole.messages.length).toBeGreaterThan(4);
    for (let frames = 1; frames < whole.frames; frames++) {
      const cutOff = await runCutOff(Agent, frames);
      expect(cutOff.messages, `cut off after ${frames} frames`).toEqual(whole.messages);
      expect(cutOff.steps).toBe(2);
    }
  });
});

/** Runs an agent whose second response is cut off after a number of frames, sends the request again, and returns what it has then. */
async function runCutOff(Agent: typeof HttpAgent | typeof HttpAgent0, maxFrames: number) {
  const { backend, called } = chattyBackend();
  const url = await serveHTTP(scriptedHandler(backend));
  let requests = 0;
  let frames = 0;
  const cutOff = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    if (++requests !== 2) return response;
    const all = (await response.text()).split(/(?<=\n\n)/);
    frames = all.length;
    return new Response(all.slice(0, maxFrames).join(''), response);
  };
  const agent = new (Agent as typeof HttpAgent)({ url, threadId: 't', fetch: cutOff });
  agent.addMessage({ id: 'm1', role: 'user', content: 'Go' } as never);
  const run = () => agent.runAgent({ tools } as never);
  await run();
  agent.addMessage({ id: 'x1', role: 'tool', toolCallId: 'c1', content: 'here' } as never);
  await run();
  if (Number.isFinite(maxFrames)) await run();
  const messages = agent.messages.map(({ id, ...message }) => (message.role === 'tool' ? message : { id, ...message }));
  return { messages: withoutRunIds(messages), frames, steps: called.length };
}

/** Run ids are random, and a part of message ids. */
function withoutRunIds(messages: readonly object[]): readonly unknown[] {
  const ids: string[] = [];
  return JSON.parse(
    JSON.stringify(messages).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
      if (!ids.includes(id)) ids.push(id);
      return `run ${ids.indexOf(id)}`;
    }),
  );
}
