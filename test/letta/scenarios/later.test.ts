import type { Pause } from 'toolferry';
import { createJournal, memoryStore } from 'toolferry/journal';
import { connectLetta, type LettaConnection } from 'toolferry/letta';
import { describe, expect, test, vi } from 'vitest';
import { errorOf, pauseOf, yesTo } from '../../bridge/support/later.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const script = [
  {
    calls: [
      { id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } },
      { id: 'call_b', name: 'read_secret', arguments: { path: 'b.txt' } },
    ],
  },
  { text: 'Done.' },
  { text: 'Again.' },
];

/** An agent whose second call needs an approval, and the processes that work for it. */
async function agentWithSecret() {
  const agent = await letta.agent({ script });
  const store = memoryStore();
  const boot = async (withJournal = false) => {
    const ordinary = readFile();
    const secret = readFile({ name: 'read_secret', metadata: { sensitivityLevel: 'sensitive' } });
    const approve = vi.fn(() => 'later' as const);
    const connection = await connectLetta({
      client: letta.client,
      agentId: agent.id,
      tools: [ordinary.tool, secret.tool],
      approve,
      ...(withJournal && { journal: createJournal(store) }),
    });
    return { connection, approve, ran: () => [...ordinary.ran, ...secret.ran] };
  };
  return { agent, boot };
}

/** The pause of a turn, as another process receives it. */
const putOff = (connection: LettaConnection, key?: string): Promise<Pause> => pauseOf(connection.send('go', { key }));

describe('a turn whose approval is put off', () => {
  test('another process resumes it with the decision, and the model reads both results', async () => {
    const { agent, boot } = await agentWithSecret();
    const first = await boot();
    const pause = await putOff(first.connection);
    expect(first.ran()).toEqual(['a.txt']);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a', 'call_b']);
    const { connection, approve, ran } = await boot();
    const decisions = yesTo(pause);
    expect((await connection.resume(pause, { decisions })).text).toBe('Done.');
    expect([ran(), approve.mock.calls]).toEqual([['b.txt'], []]);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([
      { message: 'content of a.txt' },
      { message: 'content of b.txt' },
    ]);
    expect((await errorOf(connection.resume(pause, { decisions }))).code).toBe('already_resumed');
  });

  test('the agent takes no other message while it waits', async () => {
    const { boot } = await agentWithSecret();
    const { connection } = await boot();
    await putOff(connection);
    expect((await errorOf(connection.send('hello'))).code).toBe('pending_approval');
  });

  test('send() with the key of a waiting turn continues it with the decisions, and returns its turn again', async () => {
    const { agent, boot } = await agentWithSecret();
    const pause = await putOff((await boot(true)).connection, 'task-7');
    const { connection, ran } = await boot(true);
    const turn = await connection.send('go', { key: 'task-7', decisions: yesTo(pause) });
    expect([turn.text, ran()]).toEqual(['Done.', ['b.txt']]);
    expect((await connection.send('go', { key: 'task-7' })).text).toBe('Done.');
    expect(await agent.requests()).toHaveLength(2);
  });
});

test("a turn of an agent's ask_<agent> cannot wait: the other agent's model reads why the call was denied", async () => {
  const { agent, boot } = await agentWithSecret();
  const { connection, ran } = await boot();
  const [ask] = [...connection.bridge.tools].filter(({ name }) => name.startsWith('ask_'));
  const { output } = await connection.bridge.execute({ id: 'c', name: ask?.name ?? '', input: { message: 'go' } });
  expect([output, ran()]).toEqual(['Done.', ['a.txt']]);
  expect(resultsIn((await agent.requests())[1])).toMatchObject([
    { message: 'content of a.txt' },
    { message: expect.stringContaining("approve answered 'later', which works only in a run") },
  ]);
});
