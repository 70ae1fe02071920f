import { type ClientTool, defineTool } from 'toolferry';
import { connectLetta, type LettaConnection } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { useAppServerAgent } from '../app-server/support/use-app-server-agent.ts';
import { resultsIn } from '../support/model-view.ts';

const letta = useLetta();
const appServer = useAppServerAgent();
const call = { calls: [{ name: 'work', arguments: {} }] };
const script = [call, { text: 'First.' }, { text: 'Second.' }];
const refusal = expect.stringContaining('A turn of this conversation is waiting for the handler');

const work = (handler: () => unknown): ClientTool =>
  defineTool({ name: 'work', description: 'Work', inputSchema: { type: 'object' }, handler });
const connect = (agentId: string, handler: () => unknown, conversationId?: string) =>
  connectLetta({ client: letta.client, agentId, conversationId, tools: [work(handler)] });

describe('a turn inside a handler', () => {
  test.each(['send', 'recover', 'stream'] as const)(
    '%s() inside a handler of the same conversation is refused with a reason, and the turn continues',
    async (method) => {
      const agent = await letta.agent({ script });
      const connection: LettaConnection = await connect(agent.id, async () => {
        await Promise.resolve();
        if (method === 'recover') return connection.recover();
        if (method === 'send') return connection.send('again');
        for await (const _ of connection.stream('again'));
      });
      expect((await connection.send('go')).text).toBe('First.');
      expect(resultsIn((await agent.requests())[1])).toMatchObject([{ status: 'Failed', message: refusal }]);
    },
  );

  test('send() inside a handler is refused through the turn of another conversation too', async () => {
    const [agent, other] = [await letta.agent({ script }), await letta.agent({ script: [call, { text: 'I see.' }] })];
    const connection: LettaConnection = await connect(agent.id, () => between.send('go'));
    const between: LettaConnection = await connect(other.id, () => connection.send('again'));
    expect((await connection.send('go')).text).toBe('First.');
    expect(resultsIn((await other.requests())[1])).toMatchObject([{ message: refusal }]);
  });

  test('send() inside a handler runs in another conversation', async () => {
    const [agent, other] = [await letta.agent({ script }), await letta.agent({ script: [{ text: 'Hello.' }] })];
    const asked = await connect(other.id, () => {});
    const connection = await connect(agent.id, async () => (await asked.send('go')).text);
    expect((await connection.send('go')).text).toBe('First.');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'Hello.' }]);
  });

  test('code that a handler leaves behind, and a listener, can send messages that run after the turn', async () => {
    const agent = await letta.agent({ script: [...script, { text: 'Third.' }] });
    const later: Promise<string>[] = [];
    let go = (): void => {};
    const turnIsOver = new Promise<void>((resolve) => {
      go = resolve;
    });
    const connection: LettaConnection = await connect(agent.id, () => {
      later.push(turnIsOver.then(() => connection.send('left behind')).then(({ text }) => text));
      return 'ok';
    });
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === 'call-finished') later.push(connection.send('from a listener').then(({ text }) => text));
    };
    expect((await connection.send('go', { onEvent })).text).toBe('First.');
    go();
    expect((await Promise.all(later)).toSorted()).toEqual(['Second.', 'Third.']);
  });

  test('send() inside a handler of the same App Server conversation is refused with a reason', async () => {
    const outcomes: unknown[] = [];
    const { connection } = await appServer.connect(script, {
      tools: [
        work(async () => {
          outcomes.push(await connection.send('again').catch((error: unknown) => error));
          return 'ok';
        }),
      ],
    });
    expect((await connection.send('go')).text).toBe('First.');
    expect(outcomes).toMatchObject([{ code: 'conversation_busy', message: refusal }]);
    expect((await connection.send('and now?')).text).toBe('Second.');
  });
});
