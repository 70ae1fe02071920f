import type { ClientTool } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
/** The server starts a Python process for each call of a server tool. */
const slow = 60_000;
const read = (path: string) => ({ name: 'read_file', arguments: { path }, id: `call_${path}` });

/** Resolves when `open` is called. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('05-parallel-default-agent', () => {
  test.each([
    { mode: 'token deltas', stream_tokens: true },
    { mode: 'whole steps', stream_tokens: false },
  ])(
    '05-parallel-default-agent: the server keeps the first of two calls, and only that one runs, with $mode',
    async ({ stream_tokens }) => {
      const agent = await letta.agent({
        script: [{ calls: [read('a'), read('b')] }, { text: 'Read a.' }],
        parallel: false,
      });
      const { tool, ran } = readFile();
      const { client, messageBodies } = recordingClient(letta.baseUrl);
      const events: LettaEvent[] = [];
      const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], request: { stream_tokens } });
      const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
      expect(turn.text).toBe('Read a.');
      expect(ran).toEqual(['a']);
      expect(events.flatMap((event) => (event.type === 'call-requested' ? [event.call.id] : []))).toEqual(['call_a']);
      expect(resultsIn((await agent.requests())[1])).toEqual([{ id: 'call_a', status: 'OK', message: 'content of a' }]);
      expect(messageBodies()).toHaveLength(2);
      expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    },
  );

  test(
    '05-parallel-default-agent: a call that the server dropped after a server tool call does not run',
    async () => {
      const add = await letta.pythonTool(
        'def add_here(a: int, b: int) -> int:\n    """Adds.\n\n    Args:\n        a: one\n        b: another\n    """\n    return a + b',
      );
      const agent = await letta.agent({
        script: [{ calls: [{ name: 'add_here', arguments: { a: 1, b: 2 } }, read('b')] }, { text: 'It is 3.' }],
        tools: [add.name ?? ''],
        parallel: false,
      });
      const { tool, ran } = readFile();
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
      const turn = await connection.send('go');
      expect(turn).toMatchObject({ text: 'It is 3.', stopReason: 'end_turn' });
      expect(ran).toEqual([]);
      expect(await agent.requests()).toHaveLength(2);
    },
    slow,
  );
});

describe('06-parallel-three', () => {
  test('06-parallel-three: three calls at once are answered in request order, whatever order they finish in', async () => {
    const agent = await letta.agent({
      script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'Read all.' }],
    });
    const gates: Record<string, ReturnType<typeof gate>> = { a: gate(), b: gate(), c: gate() };
    const finished: string[] = [];
    const { tool, ran } = readFile({
      handler: async (path) => {
        if (ran.length === 3) gates.c?.open();
        await gates[path]?.opened;
        finished.push(path);
        if (path === 'c') gates.b?.open();
        if (path === 'b') gates.a?.open();
        return `content of ${path}`;
      },
    });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(turn.text).toBe('Read all.');
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(finished).toEqual(['c', 'b', 'a']);
    expect(messageBodies().map(({ messages }) => messages)).toMatchObject([
      [{ role: 'user' }],
      [
        {
          approvals: [
            { tool_call_id: 'call_a', tool_return: 'content of a' },
            { tool_call_id: 'call_b', tool_return: 'content of b' },
            { tool_call_id: 'call_c', tool_return: 'content of c' },
          ],
        },
      ],
    ]);
    expect(resultsIn((await agent.requests())[1]).map(({ id }) => id)).toEqual(['call_a', 'call_b', 'call_c']);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('06-parallel-three: a tool with a lock decorator runs one call after the other', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'Done.' }] });
    const log: string[] = [];
    const { tool, ran } = readFile({
      handler: async (path) => {
        log.push(`${path} begins`);
        await new Promise(setImmediate);
        log.push(`${path} ends`);
        return path;
      },
    });
    let last: Promise<unknown> = Promise.resolve();
    const locked: ClientTool = {
      ...tool,
      handler: (input, context) => {
        last = last.then(() => tool.handler?.(input, context));
        return last;
      },
    };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [locked] });
    await connection.send('go');
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((path) => [`${path} begins`, `${path} ends`]));
  });

  test('06-parallel-three: a call that fails does not affect the results of the others', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'Done.' }] });
    const { tool } = readFile({
      handler: (path) => {
        if (path === 'b') throw new Error('b is locked');
        return `content of ${path}`;
      },
    });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    await connection.send('go');
    expect(resultsIn((await agent.requests())[1])).toEqual([
      { id: 'call_a', status: 'OK', message: 'content of a' },
      { id: 'call_b', status: 'Failed', message: 'Error: b is locked' },
      { id: 'call_c', status: 'OK', message: 'content of c' },
    ]);
  });

  test('06-parallel-three: token deltas of three calls are joined by call', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'Done.' }] });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const turn = await connection.send('go');
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(turn.messages[0]).toMatchObject({
      message_type: 'approval_request_message',
      tool_calls: ['a', 'b', 'c'].map((path) => ({
        tool_call_id: `call_${path}`,
        name: 'read_file',
        arguments: `{"path":"${path}"}`,
      })),
    });
  });

  test('06-parallel-three: a turn of a parallel agent takes two requests, however many calls a step has', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'Done.' }] });
    const { tool } = readFile();
    const { client, sent } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    const before = sent.length;
    await connection.send('go');
    expect(sent.slice(before).map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test("06-parallel-three: all calls that the server keeps run if another model overrides the agent's", async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b')] }, { text: 'Done.' }] });
    const { tool, ran } = readFile();
    const request = { override_model: 'openai-proxy/glm-4.5' };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool], request });
    await connection.send('go');
    const kept = resultsIn((await agent.requests())[1]).map(({ id }) => id);
    expect(ran.map((path) => `call_${path}`)).toEqual(kept);
    expect(kept).not.toEqual([]);
  });
});
