import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../peers/faulty-proxy.ts';
import type { Step } from '../../peers/letta/script.ts';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { breakOnce } from '../support/break-once.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const answers = /"type":"approval"/;
const ask = (path: string): Step => ({ calls: [{ name: 'read_file', arguments: { path } }] });

interface Options {
  readonly script: readonly Step[];
  readonly fault: Fault;
  readonly named?: boolean;
  readonly tools?: readonly string[];
}

/** An agent whose first answers are sent over a broken connection. */
async function connectBroken({ script, fault, named = false, tools = [] }: Options) {
  const agent = await letta.agent({ script, tools });
  const conversationId = named ? (await letta.client.conversations.create({ agent_id: agent.id })).id : undefined;
  const { tool, ran } = readFile();
  const broken = await breakOnce(letta.baseUrl, answers, fault);
  const recording = recordingClient(letta.baseUrl, { fetch: broken });
  const connection = await connectLetta({
    client: recording.client,
    agentId: agent.id,
    conversationId,
    tools: [tool],
  });
  const answerBodies = () => recording.messageBodies().filter((body) => answers.test(JSON.stringify(body)));
  /** How often the state of the run was read. */
  const looks = () => recording.sent.filter(({ path }) => path.startsWith('/v1/runs/')).length;
  return { agent, ran, connection, answerBodies, looks };
}

describe('results on a broken connection', () => {
  test.each(['cut before the request', 'cut during the request'] as const)(
    'results on a connection that is %s are sent again as the same message, and the handler runs once',
    async (fault) => {
      const { agent, ran, connection, answerBodies } = await connectBroken({
        script: [ask('a'), { text: 'Done.' }],
        fault,
      });
      const turn = await connection.send('go');
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(ran).toEqual(['a']);
      const [lost, repeated] = answerBodies();
      expect(answerBodies()).toHaveLength(2);
      expect(repeated).toEqual(lost);
      expect(await agent.requests()).toHaveLength(2);
    },
  );

  test.each([
    { conversation: "the agent's own", named: false },
    { conversation: 'a named', named: true },
  ])(
    "the agent's text is read back if the connection is cut before the response, in $conversation conversation",
    async ({ named }) => {
      const script = [ask('a'), { text: 'Done.', waitFor: 'model' }, { text: 'Asked twice.' }];
      const { agent, ran, connection, answerBodies, looks } = await connectBroken({
        script,
        fault: 'cut before the response',
        named,
      });
      const sending = connection.send('go');
      // The agent processes the answers until the state of the run was read.
      await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(1);
      await agent.open('model');
      const turn = await sending;
      expect(turn).toMatchObject({ text: 'Done.', stopReason: 'end_turn' });
      expect(turn.messages.map(({ message_type }) => message_type)).toEqual([
        'approval_request_message',
        'tool_return_message',
        'assistant_message',
      ]);
      expect(ran).toEqual(['a']);
      expect(answerBodies()).toHaveLength(1);
      expect(resultsIn((await agent.requests()).at(-1))).toMatchObject([{ message: 'content of a' }]);
      expect(await agent.requests()).toHaveLength(2);
    },
  );

  test('a pause that was lost with the response is read back and answered', async () => {
    const script = [ask('a'), { text: 'One more.', ...ask('b') }, { text: 'Done.' }];
    const { ran, connection, answerBodies, agent } = await connectBroken({ script, fault: 'cut before the response' });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['a', 'b']);
    expect(answerBodies()).toHaveLength(2);
    expect(resultsIn((await agent.requests()).at(-1))).toMatchObject([
      { message: 'content of a' },
      { message: 'content of b' },
    ]);
  });

  test('results are not sent again while the server runs a server tool of the same step', async () => {
    const source =
      'def slow_tool() -> str:\n    """Takes its time."""\n    import time\n    time.sleep(3)\n    return "slow"\n';
    await letta.pythonTool(source);
    const both: Step = {
      calls: [
        { name: 'slow_tool', arguments: {} },
        { name: 'read_file', arguments: { path: 'a' } },
      ],
    };
    const script = [both, { text: 'Done.' }, { text: 'Asked twice.' }];
    const { agent, ran, connection, answerBodies } = await connectBroken({
      script,
      fault: 'cut before the response',
      tools: ['slow_tool'],
    });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['a']);
    expect(answerBodies()).toHaveLength(1);
    expect(await agent.requests()).toHaveLength(2);
  }, 60_000);

  test('results are sent again if the model failed while the connection was lost, and the agent accepts them as a repetition', async () => {
    const refusal: Step = { error: { status: 400, message: 'not now' } };
    const script = [ask('a'), refusal, { text: 'Done.' }];
    const { ran, connection, agent, answerBodies } = await connectBroken({ script, fault: 'cut before the response' });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['a']);
    expect(answerBodies()).toHaveLength(2);
    expect(resultsIn((await agent.requests()).at(-1))).toMatchObject([{ message: 'content of a' }]);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('an abort while a lost response is read back cancels the run that accepted the results', async () => {
    const script = [ask('a'), { ...ask('b'), waitFor: 'model' }];
    const { agent, ran, connection, looks } = await connectBroken({ script, fault: 'cut before the response' });
    const abort = new AbortController();
    const sending = connection.send('go', { signal: abort.signal });
    const ended = expect(sending).rejects.toThrow('enough');
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(1);
    abort.abort(new Error('enough'));
    await agent.open('model');
    await ended;
    expect(ran).toEqual(['a']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect((await connection.send('next')).stopReason).toBe('end_turn');
  });
});
