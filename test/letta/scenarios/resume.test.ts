import { type ClientTool, defineTool, type Pause } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { otherAddress } from '../support/other-address.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const read = (id: string) => ({ id, name: 'read_file', arguments: { path: id } });
const conversations = [
  { conversation: "the agent's own", named: false },
  { conversation: 'a named', named: true },
];

beforeAll(async () => {
  if (letta.baseUrl !== '') await fetchTool(letta.client, 'fetch_resumed', { isGated: true });
});

interface Options {
  readonly named?: boolean;
  readonly tools?: readonly string[];
}

/** Returns the serialized pause of a turn in a process that hangs from then on. */
async function pausedElsewhere(script: readonly Step[], { named = false, tools = [] }: Options = {}) {
  const agent = await letta.agent({ script, tools });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const at = { agentId: agent.id, conversationId };
  const hanging = readFile({ handler: () => new Promise(() => {}) });
  const connection = await connectLetta({
    ...at,
    client: recordingClient(otherAddress(letta.baseUrl)).client,
    tools: [hanging.tool],
    request: { max_steps: 9 },
  });
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const written = await new Promise<string>((resolve, reject) => {
    connection
      .send('go', {
        signal: end.signal,
        onEvent: (event) => event.type === 'paused' && resolve(JSON.stringify(event.pause)),
      })
      .catch(reject);
  });
  const waiting = () => waitingIds(letta.client, agent.id, conversationId);
  return { agent, at, pause: JSON.parse(written) as Pause, waiting };
}

describe('results that could not be delivered', () => {
  test.each([
    { loss: 'never reach the server', arrives: false, named: false },
    { loss: 'never reach the server', arrives: false, named: true },
    { loss: 'reach it, but their response is lost', arrives: true, named: false },
    { loss: 'reach it, but their response is lost', arrives: true, named: true },
  ])(
    'results that $loss (named conversation: $named) are in the error, and resume() sends them and runs nothing again',
    async ({ arrives, named }) => {
      const script = [{ calls: [read('call_a'), read('call_b')] }, { text: 'Done.' }, { text: 'Asked twice.' }];
      const agent = await letta.agent({ script });
      const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
      const at = { agentId: agent.id, conversationId };
      const { tool, ran } = readFile();
      const { client } = recordingClient(letta.baseUrl, { fetch: losingServer(arrives) });
      const connection = await connectLetta({ ...at, client, tools: [tool] });
      const error: unknown = await connection.send('go').catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'unreachable', data: { pause: { answers: [{}, {}] } } });
      const { pause } = (error as { data: { pause: Pause } }).data;

      const later = await connectLetta({ ...at, client: letta.client, tools: [tool] });
      const turn = await later.resume(JSON.parse(JSON.stringify(pause)) as Pause);
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(['call_a', 'call_b']);
      const requests = await agent.requests();
      expect(requests).toHaveLength(2);
      expect(resultsIn(requests[1]).map(({ message }) => message)).toEqual(['content of call_a', 'content of call_b']);
      expect(await waitingIds(letta.client, agent.id, conversationId)).toEqual([]);
    },
  );

  test('results of another turn that the agent has not are already_resumed', async () => {
    const { at, pause } = await pausedElsewhere([{ calls: [read('call_a')] }, { text: 'I see.' }, { text: 'Hi.' }]);
    const { tool, ran } = readFile();
    const connection = await connectLetta({ ...at, client: letta.client, tools: [tool] });
    await connection.recover();
    const answers = [{ toolCallId: 'call_other', toolName: 'read_file', output: 'stale' }];
    const stale = { ...pause, calls: [{ ...read('call_other'), input: '{"path":"x"}' }], answers };
    await expect(connection.resume(stale)).rejects.toMatchObject({ code: 'already_resumed' });
    expect(ran).toEqual([]);
  });
});

/** Returns a `fetch` that loses the server with the first answers: before they are sent, or with their response. */
function losingServer(arrives: boolean): typeof fetch {
  let isLost = false;
  return async (input, init) => {
    const isAnswer = String(init?.body).includes('"type":"approval"');
    if (isAnswer && !isLost && arrives) await (await fetch(input, init)).text();
    isLost ||= isAnswer;
    if (isLost) throw new TypeError('no way out');
    return fetch(input, init);
  };
}

describe('resume()', () => {
  test.each(conversations)(
    'resume() continues a turn in another process, in $conversation conversation',
    async ({ named }) => {
      const script = [{ calls: [read('call_a'), read('call_b')] }, { calls: [read('call_c')] }, { text: 'Done.' }];
      const { agent, at, pause, waiting } = await pausedElsewhere(script, { named });
      const { tool, ran } = readFile();
      const { client, messageBodies } = recordingClient(letta.baseUrl);
      const connection = await connectLetta({ ...at, client, tools: [tool] });
      const turn = await connection.resume(pause);
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(['call_a', 'call_b', 'call_c']);
      expect(resultsIn((await agent.requests()).at(-1)).map(({ id }) => id)).toEqual(['call_a', 'call_b', 'call_c']);
      // The turn keeps the fields that it started with.
      expect(messageBodies().map(({ max_steps }) => max_steps)).toEqual([9, 9]);
      expect(await waiting()).toEqual([]);
    },
  );

  test('resume() calls approve again for gated server tools', async () => {
    const secret = { name: 'fetch_resumed', arguments: { url: 'U' } };
    const script = [{ calls: [read('call_a'), secret] }, { text: 'Done.' }];
    const { agent, at, pause } = await pausedElsewhere(script, { tools: ['fetch_resumed'] });
    const approve = vi.fn(() => true);
    const { tool, ran } = readFile();
    const connection = await connectLetta({ ...at, client: letta.client, tools: [tool], approve });
    expect((await connection.resume(pause)).text).toBe('Done.');
    expect(approve).toHaveBeenCalledOnce();
    expect(ran).toEqual(['call_a']);
    const results = resultsIn((await agent.requests())[1]).map(({ message }) => message);
    expect(new Set(results)).toEqual(new Set(['content of call_a', 'BODY of U']));
  }, 60_000);

  test('resume() refuses a pause of another agent or conversation', async () => {
    const { at, pause, waiting } = await pausedElsewhere([{ calls: [read('call_a')] }], { named: true });
    const other = await letta.agent({ script: [] });
    const { tool, ran } = readFile();
    for (const wrong of [{ agentId: other.id }, { agentId: at.agentId }]) {
      const connection = await connectLetta({ ...wrong, client: letta.client, tools: [tool] });
      await expect(connection.resume(pause)).rejects.toMatchObject({ code: 'pause_mismatch' });
    }
    expect(ran).toEqual([]);
    expect(await waiting()).toEqual(['call_a']);
  });

  const changed: ClientTool = { ...readFile().tool, description: 'Read a file, and publish it' };
  const renamed = defineTool({ ...changed, name: 'read_files', handler: () => 'no' }) as ClientTool;
  test.each([
    {
      what: 'a pause whose tool is defined differently now',
      tools: [changed],
      edit: {},
      message: /defined differently/,
    },
    { what: 'a pause whose tool is missing', tools: [renamed], edit: {}, message: /no tool "read_file"/ },
    { what: 'a pause of another version', tools: [readFile().tool], edit: { version: 2 }, message: /version/ },
    { what: 'a pause of another server', tools: [readFile().tool], edit: { backend: 'atp' }, message: /"atp"/ },
  ])('resume() refuses $what, and nothing is answered', async ({ tools, edit, message }) => {
    const { at, pause, waiting } = await pausedElsewhere([{ calls: [read('call_a')] }]);
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ ...at, client, tools });
    await expect(connection.resume({ ...pause, ...edit } as Pause)).rejects.toMatchObject({
      code: 'pause_mismatch',
      message: expect.stringMatching(message),
    });
    expect(messageBodies()).toEqual([]);
    expect(await waiting()).toEqual(['call_a']);
  });

  test.each(conversations)(
    'resume() of a pause that was resumed elsewhere, in $conversation conversation, rejects and runs nothing',
    async ({ named }) => {
      const script = [{ calls: [read('call_a')] }, { calls: [read('call_b')] }, { text: 'Done.' }];
      const { agent, at, pause } = await pausedElsewhere(script, { named });
      const { tool, ran } = readFile();
      const connect = () => connectLetta({ ...at, client: letta.client, tools: [tool] });
      const [first, second] = [await connect(), await connect()];
      const [turn, late] = await Promise.allSettled([first.resume(pause), second.resume(pause)]);
      expect(turn).toMatchObject({ status: 'fulfilled', value: { text: 'Done.' } });
      expect(late).toMatchObject({ status: 'rejected', reason: { code: 'already_resumed' } });
      expect(ran).toEqual(['call_a', 'call_b']);
      expect(await agent.requests()).toHaveLength(3);
    },
  );
});

describe('maxRounds', () => {
  test.each(conversations)(
    'maxRounds ends a turn with one more call, in $conversation conversation, and leaves no pending calls',
    async ({ named }) => {
      const agent = await letta.agent({ script: ['call_a', 'call_b', 'call_c'].map((id) => ({ calls: [read(id)] })) });
      const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
      const { tool, ran } = readFile();
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, conversationId, tools: [tool] });
      await expect(connection.send('go', { maxRounds: 2 })).rejects.toMatchObject({
        code: 'max_rounds',
        data: { pause: { calls: [{ id: 'call_c' }] } },
      });
      // Both results were sent and read before the turn was ended.
      expect(ran).toEqual(['call_a', 'call_b']);
      expect(resultsIn((await agent.requests()).at(-1)).map(({ id }) => id)).toEqual(['call_a', 'call_b']);
      expect(await waitingIds(letta.client, agent.id, conversationId)).toEqual([]);
      expect((await connection.send('next')).stopReason).toBe('end_turn');
    },
  );

  test('maxRounds is 50 by default', async () => {
    const agent = await letta.agent({ script: Array.from({ length: 51 }, (_, n) => ({ calls: [read(`call_${n}`)] })) });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'max_rounds' });
    expect(ran).toHaveLength(50);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  }, 300_000);
});
