import type { Pause } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { connectLetta, type LettaSendOptions } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
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

/** What the process does when it stops. */
type Moment = 'while call_b runs' | 'when the first pause arrives' | 'when the next pause arrives';

interface Options {
  readonly script: readonly Step[];
  readonly stops: Moment;
  readonly named?: boolean;
  readonly key?: string;
}

/** An agent whose client, which has a journal, stops in its first turn. Returns what another process of that name needs. */
async function stopped({ script, stops, named = false, key }: Options) {
  const agent = await letta.agent({ script });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const store = memoryStore();
  const at = { agentId: agent.id, conversationId };
  let isDead = false;
  const network: typeof fetch = async (input, init) => {
    if (isDead) throw new TypeError('this process has stopped');
    const isAnswer = String(init?.body).includes('"type":"approval"');
    const isMessage = String(init?.body).includes('"content":"go"');
    if (
      (isAnswer && stops === 'when the next pause arrives') ||
      (isMessage && stops === 'when the first pause arrives')
    ) {
      isDead = true;
      await (await fetch(input, init)).text();
      throw new TypeError('this process has stopped');
    }
    return fetch(input, init);
  };
  let begin = (): void => {};
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const file = readFile({
    handler: (path) => {
      if (stops !== 'while call_b runs' || path !== 'call_b') return `content of ${path}`;
      begin();
      return new Promise(() => {});
    },
  });
  const connection = await connectLetta({
    ...at,
    client: recordingClient(otherAddress(letta.baseUrl), { fetch: network }).client,
    tools: [file.tool],
    journal: createJournal(store, { holder: 'worker' }),
  });
  let pause: Pause | undefined;
  const options: LettaSendOptions = {
    key,
    onEvent: (event) => {
      if (event.type === 'paused') pause ??= event.pause;
    },
  };
  await Promise.race([connection.send('go', options).catch(() => undefined), hasBegun]);
  isDead = true;
  return { agent, at, store, ranBefore: file.ran, pause };
}

interface Stopped {
  readonly at: { readonly agentId: string; readonly conversationId?: string | undefined };
  readonly store: JournalStore;
}

/** The process that takes over. */
async function restarted({ at, store }: Stopped) {
  const { tool, ran } = readFile();
  const journal = createJournal(store, { holder: 'worker' });
  const connection = await connectLetta({ ...at, client: letta.client, tools: [tool], journal });
  return { connection, ran, journal };
}

const twoCalls = { calls: [read('call_a'), read('call_b')] };
const twoRounds = [twoCalls, { calls: [read('call_c')] }, { text: 'Done.' }, { text: 'Asked twice.' }];

describe('recover() with a journal', () => {
  test.each(conversations)(
    'recover() with execute, in $conversation conversation, keeps the result of a finished call, and runs no call again that had started',
    async ({ named }) => {
      const script = [twoCalls, { text: 'Done.' }];
      const before = await stopped({ script, stops: 'while call_b runs', named });
      expect(before.ranBefore).toEqual(['call_a', 'call_b']);
      const { connection, ran, journal } = await restarted(before);
      const { turn } = await connection.recover({ orphans: 'execute' });
      expect(turn?.text).toBe('Done.');
      expect(ran).toEqual([]);
      const results = resultsIn((await before.agent.requests()).at(-1)).map(({ message }) => message);
      expect(results).toEqual(['content of call_a', expect.stringContaining('obody knows')]);
      expect(await journal.open()).toEqual([]);
    },
  );

  test.each(conversations)(
    'recover() with execute, in $conversation conversation, finds a record that is one pause behind, and runs only the calls that followed',
    async ({ named }) => {
      const before = await stopped({ script: twoRounds, stops: 'when the next pause arrives', named });
      expect(before.ranBefore).toEqual(['call_a', 'call_b']);
      const { connection, ran, journal } = await restarted(before);
      const { turn } = await connection.recover({ orphans: 'execute' });
      expect(turn?.text).toBe('Done.');
      expect(ran).toEqual(['call_c']);
      expect(await before.agent.requests()).toHaveLength(3);
      expect(await journal.open()).toEqual([]);
    },
  );

  test('recover() with execute finds the record of a run whose first pause was not recorded, by its message', async () => {
    const before = await stopped({ script: twoRounds, stops: 'when the first pause arrives', key: 'order-1' });
    expect(before.ranBefore).toEqual([]);
    const { connection, ran, journal } = await restarted(before);
    expect(await journal.open()).toMatchObject([{ key: 'order-1' }]);
    expect((await connection.recover({ orphans: 'execute' })).turn?.text).toBe('Done.');
    expect(ran).toEqual(['call_a', 'call_b', 'call_c']);
    expect(await journal.open()).toEqual([]);
    expect((await connection.send('go', { key: 'order-1' })).text).toBe('Done.');
    expect(await before.agent.requests()).toHaveLength(3);
  });

  test('recover() with deny ends the record of the run, and runs nothing', async () => {
    const before = await stopped({ script: [twoCalls, { text: 'I see.' }], stops: 'while call_b runs' });
    const { connection, ran, journal } = await restarted(before);
    expect(await journal.open()).toHaveLength(1);
    expect((await connection.recover()).turn?.text).toBe('I see.');
    expect(ran).toEqual([]);
    expect(await journal.open()).toEqual([]);
  });
});

describe('send() with a key', () => {
  const moments: Moment[] = ['when the first pause arrives', 'while call_b runs', 'when the next pause arrives'];

  test.each(moments.flatMap((stops) => conversations.map((where) => ({ stops, ...where }))))(
    'send() with the key of a run whose process stopped $stops, in $conversation conversation, continues it; a third one returns its turn again',
    async ({ stops, named }) => {
      const before = await stopped({ script: twoRounds, stops, named, key: 'order-2' });
      const { connection, ran } = await restarted(before);
      const turn = await connection.send('go', { key: 'order-2' });
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect([...before.ranBefore, ...ran]).toEqual(['call_a', 'call_b', 'call_c']);
      expect(await connection.send('go', { key: 'order-2' })).toEqual(turn);
      expect(await before.agent.requests()).toHaveLength(3);
      expect(await waitingIds(letta.client, before.at.agentId, before.at.conversationId)).toEqual([]);
    },
  );

  test('send() with the key of a run whose calls were denied elsewhere rejects with already_resumed, and no handler runs', async () => {
    const before = await stopped({
      script: [{ calls: [read('call_b')] }, { text: 'I see.' }],
      stops: 'while call_b runs',
      key: 'order-3',
    });
    await (await connectLetta({ ...before.at, client: letta.client })).recover();
    const { connection, ran } = await restarted(before);
    await expect(connection.send('go', { key: 'order-3' })).rejects.toMatchObject({ code: 'already_resumed' });
    expect(ran).toEqual([]);
  });

  test('send() with the key of a run of another conversation rejects with pause_mismatch, and no handler runs', async () => {
    const before = await stopped({ script: twoRounds, stops: 'while call_b runs', key: 'order-4' });
    const other = await letta.agent({ script: [] });
    const { connection, ran } = await restarted({ at: { agentId: other.id }, store: before.store });
    await expect(connection.send('go', { key: 'order-4' })).rejects.toMatchObject({ code: 'pause_mismatch' });
    expect(ran).toEqual([]);
  });
});

describe('ask_<agent> with a journal', () => {
  test('a call of ask_<agent> that was cut off continues the turn of the agent, and sends no second message', async () => {
    const agent = await letta.agent({ script: [twoCalls, { text: 'Done.' }, { text: 'Asked twice.' }] });
    const store = memoryStore();
    const connect = async (baseUrl: string, handler?: () => unknown) => {
      const { tool, ran } = readFile({ ...(handler && { handler }) });
      const { client } = recordingClient(baseUrl);
      const journal = createJournal(store, { holder: 'worker' });
      const { bridge } = await connectLetta({ client, agentId: agent.id, tools: [tool], journal });
      const name = [...bridge.tools].map((each) => each.name).find((each) => each.startsWith('ask_')) ?? '';
      const ask = () => bridge.execute({ id: 'call_1', name, input: { message: 'go' } }, { key: 'thread-1/call_1' });
      return { ask, ran };
    };
    let begin = (): void => {};
    const hasBegun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const stopping = await connect(otherAddress(letta.baseUrl), () => {
      begin();
      return new Promise(() => {});
    });
    void stopping.ask();
    await hasBegun;
    const { ask, ran } = await connect(letta.baseUrl);
    expect(await ask()).toMatchObject({ output: 'Done.' });
    expect([...new Set([...stopping.ran, ...ran])]).toEqual(['call_a', 'call_b']);
    expect(await agent.requests()).toHaveLength(2);
  });
});

describe('resume() with a journal', () => {
  test.each(conversations)(
    'resume() of a pause whose answers only the journal has, and the agent has too, continues after them in $conversation conversation',
    async ({ named }) => {
      const before = await stopped({ script: twoRounds, stops: 'when the next pause arrives', named });
      const { connection, ran } = await restarted(before);
      const turn = await connection.resume(JSON.parse(JSON.stringify(before.pause)) as Pause);
      expect(turn.text).toBe('Done.');
      expect(ran).toEqual(['call_c']);
      expect(await before.agent.requests()).toHaveLength(3);
    },
  );
});
