import { createBridge, type RunBackend } from 'toolferry';
import { connectLetta, type LettaTurn } from 'toolferry/letta';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBackend, type LettaRequest } from '../../../src/letta/agent/backend.ts';
import { openConversation } from '../../../src/letta/rest/conversation.ts';
import { otidOf } from '../../../src/letta/rest/start-once.ts';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const read = (id: string, path = id) => ({ id, name: 'read_file', arguments: { path } });
const guarded = { name: 'fetch_repeated', arguments: { url: 'U' } };

beforeAll(async () => {
  if (letta.baseUrl !== '') await fetchTool(letta.client, 'fetch_repeated', { isGated: true });
});

type Backend = RunBackend<LettaRequest, LettaTurn>;

const request: LettaRequest = { message: { role: 'user', content: 'go' }, fields: {} };
const conversations = [
  { conversation: "the agent's own", named: false },
  { conversation: 'a named', named: true },
];

interface Options {
  readonly script: readonly Step[];
  readonly named?: boolean;
  readonly tools?: readonly string[];
}

/** An agent, and the backend that runs its turns with the key `order-7`. */
async function prepare({ script, named = false, tools = [] }: Options) {
  const agent = await letta.agent({ script, tools });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const conversation = openConversation(letta.client, agent.id, conversationId);
  const backend = createBackend({ conversation, standIn: new Set(), maxCharacters: 4_800, isParallel: true });
  const { tool, ran } = readFile();
  const bridge = createBridge({ tools: [tool], approve: () => true });
  const key = `order-7 ${agent.id}`;
  const run = (wrapped: Backend) => bridge.run(wrapped, request);
  /** Sends the message of the run as another process that stops when the signal aborts. */
  const sendAndStop = async (signal?: AbortSignal) => {
    const messages = [{ type: 'message' as const, ...request.message, otid: await otidOf(key) }];
    const stream = await conversation.post({ messages, client_tools: [definitionOf(tool)] }, signal ?? never);
    for await (const _ of stream);
  };
  const waiting = () => waitingIds(letta.client, agent.id, conversationId);
  /** How often the agent has the message of the run. */
  const messages = async () => {
    const page = conversationId
      ? await letta.client.conversations.messages.list(conversationId)
      : await letta.client.agents.messages.list(agent.id);
    return page.getPaginatedItems().filter(({ message_type }) => message_type === 'user_message').length;
  };
  return { agent, conversationId, backend, key, run, ran, tool, sendAndStop, waiting, messages };
}

const never = new AbortController().signal;

function definitionOf({ name, description, inputSchema }: ReturnType<typeof readFile>['tool']) {
  return { name, description, parameters: inputSchema };
}

/** A backend that starts a run of this key, whose message may have been sent. */
const startingAgain = (backend: Backend, key: string): Backend => ({
  ...backend,
  start: (started, host) => backend.start(started, { ...host, key, mayRepeat: true }),
});

describe('a start that is repeated', () => {
  const calling = { calls: [read('call_a'), read('call_b')] };
  const ending: Step[] = [{ text: 'Done.' }, { text: 'Asked twice.' }];
  const script: Step[] = [calling, ...ending];

  test.each(conversations)(
    'a start whose message never arrived, in $conversation conversation, sends it',
    async ({ named }) => {
      const { backend, key, run, ran, messages } = await prepare({ script, named });
      expect(await run(startingAgain(backend, key))).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(['call_a', 'call_b']);
      expect(await messages()).toBe(1);
    },
  );

  test.each(conversations)(
    'a start whose first pause was lost, in $conversation conversation, answers that pause and sends no second message',
    async ({ named }) => {
      const { agent, backend, key, run, ran, sendAndStop, messages } = await prepare({ script, named });
      await sendAndStop();
      const turn = await run(startingAgain(backend, key));
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(['call_a', 'call_b']);
      expect(await agent.requests()).toHaveLength(2);
      expect(await messages()).toBe(1);
    },
  );

  test.each(conversations)(
    'a start whose model still works, in $conversation conversation, waits for it and sends no second message',
    async ({ named }) => {
      const slow: Step[] = [{ ...calling, waitFor: 'model' }, ...ending];
      const { agent, backend, key, run, ran, sendAndStop, messages } = await prepare({ script: slow, named });
      const leaving = new AbortController();
      const left = sendAndStop(leaving.signal).catch(() => undefined);
      await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
      leaving.abort();
      await left;
      const running = run(startingAgain(backend, key));
      await agent.open('model');
      expect(await running).toMatchObject({ text: 'Done.' });
      expect(ran).toEqual(['call_a', 'call_b']);
      expect(await messages()).toBe(1);
    },
  );

  test.each(conversations)(
    'a start whose turn has ended, in $conversation conversation, returns its text and asks the model nothing',
    async ({ named }) => {
      const { agent, backend, key, run, sendAndStop, messages } = await prepare({
        script: [{ text: 'Hello.' }, { text: 'Asked twice.' }],
        named,
      });
      await sendAndStop();
      const turn = await run(startingAgain(backend, key));
      expect(turn).toMatchObject({ text: 'Hello.', stopReason: 'end_turn' });
      expect(turn.messages.map(({ message_type }) => message_type)).toEqual(['assistant_message']);
      expect(await agent.requests()).toHaveLength(1);
      expect(await messages()).toBe(1);
    },
  );

  test('a start whose calls were denied since rejects with already_resumed, and no handler runs', async () => {
    const { agent, backend, key, run, ran, sendAndStop } = await prepare({ script });
    await sendAndStop();
    await (await connectLetta({ client: letta.client, agentId: agent.id })).recover();
    await expect(run(startingAgain(backend, key))).rejects.toMatchObject({ code: 'already_resumed' });
    expect(ran).toEqual([]);
  });

  test('a start with another key is another message', async () => {
    const { backend, key, run, sendAndStop, messages } = await prepare({
      script: [{ text: 'One.' }, { text: 'Two.' }],
    });
    await sendAndStop();
    expect(await run(startingAgain(backend, `${key}b`))).toMatchObject({ text: 'Two.' });
    expect(await messages()).toBe(2);
  });
});

test('the otid of a key is a UUID that is the same each time, and another one for another key', async () => {
  const [first, again, other] = await Promise.all(['a', 'a', 'b'].map(otidOf));
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

/** All responses to answers are lost, and the answers are repeated. */
const losingResponses = (backend: Backend): Backend => ({
  ...backend,
  async resume(pause, answers, host) {
    // Another host, as in another process: this one has not seen what the lost response had.
    await backend.resume(pause, answers, { ...host, emit: () => undefined });
    return backend.resume(pause, answers, { ...host, mayRepeat: true });
  },
});

/** No answers arrive before they are repeated. */
const losingRequests = (backend: Backend): Backend => ({
  ...backend,
  resume: (pause, answers, host) => backend.resume(pause, answers, { ...host, mayRepeat: true }),
});

const losses = [
  { loss: 'lost with their response', wrap: losingResponses },
  { loss: 'lost before they arrived', wrap: losingRequests },
];
const scripts: readonly (Options & { readonly what: string; readonly ran: readonly string[] })[] = [
  {
    what: 'two rounds',
    script: [
      { calls: [read('call_a'), read('call_b')] },
      { text: 'More.', calls: [read('call_c')] },
      { text: 'Done.' },
      { text: 'Asked twice.' },
    ],
    ran: ['call_a', 'call_b', 'call_c'],
  },
  {
    what: 'a server tool that requires approval',
    script: [{ calls: [read('call_a'), guarded] }, { text: 'Done.' }, { text: 'Asked twice.' }],
    tools: ['fetch_repeated'],
    ran: ['call_a'],
  },
];
const cases = losses.flatMap((loss) =>
  scripts.flatMap((each) => conversations.map((where) => ({ ...loss, ...each, ...where }))),
);

describe('answers that are repeated', () => {
  test.each(cases)(
    'answers that are $loss, of $what in $conversation conversation, reach the model once, and no handler runs twice',
    async ({ wrap, script, named, tools, ran: expected }) => {
      const { agent, backend, run, ran, waiting } = await prepare({ script, named, ...(tools && { tools }) });
      const turn = await run(wrap(backend));
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(expected);
      const requests = await agent.requests();
      expect(requests).toHaveLength(script.length - 1);
      const results = resultsIn(requests.at(-1)).map(({ message }) => message);
      expect(results.filter((text) => text.startsWith('content of'))).toEqual(expected.map((id) => `content of ${id}`));
      expect(await waiting()).toEqual([]);
    },
  );

  test('answers whose response was lost are not sent to the call of the next round that has the same id', async () => {
    const { agent, backend, tool } = await prepare({
      script: [{ calls: [read('call_0', 'a')] }, { calls: [read('call_0', 'b')] }, { text: 'Done.' }],
    });
    const host = { tools: [tool], signal: never, emit: () => undefined, mayRepeat: false };
    const first = await backend.start(request, host);
    if (first.status !== 'paused') throw new Error('the turn did not pause');
    const answers = [{ toolCallId: 'call_0', toolName: 'read_file', output: 'content of a' }];
    await backend.resume(first.pause, answers, { ...host });
    const second = await backend.resume(first.pause, answers, { ...host, mayRepeat: true });
    expect(second).toMatchObject({ status: 'paused', pause: { calls: [{ id: 'call_0', input: '{"path":"b"}' }] } });
    expect(await agent.requests()).toHaveLength(2);
  });
});
