import { defineTool } from 'toolferry';
import { expect, test } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const named = (name: string, handler: () => unknown) =>
  defineTool({ name, description: `Does ${name}`, inputSchema: { type: 'object', properties: {} }, handler });
const calling = (...names: readonly string[]) => ({ calls: names.map((name) => ({ name, arguments: {} })) });

test('tools that are added during a turn are available in the next turn, to the server and to agents in this process', async () => {
  const { connection, script } = await server.connect(
    [calling('first'), { text: 'one' }, calling('second'), { text: 'two' }],
    {
      tools: [
        named('first', async () => {
          await connection.provideTools([named('second', () => 'I am new')]);
          return 'provided';
        }),
      ],
    },
  );
  expect((await connection.send('go')).text).toBe('one');
  expect(connection.bridge.tools.get('second')).toBeDefined();
  expect((await connection.send('now')).text).toBe('two');
  expect(await toolMessages(script)).toEqual(['provided', 'I am new']);
  const offered = (await script.requests()).map(({ tools }) => tools?.filter(({ function: f }) => f.name === 'second'));
  expect(offered.map((tools) => tools?.length)).toEqual([0, 0, 1, 1]);
});

test('adding tools that cannot be registered changes nothing', async () => {
  const { connection } = await server.connect([], { tools: [named('first', () => 1)] });
  const bad = [named('second', () => 2), named('first', () => 3)];
  await expect(connection.provideTools(bad)).rejects.toMatchObject({ code: 'invalid_tool' });
  expect([...connection.bridge.tools].map(({ name }) => name)).toEqual(['first', 'ask_Tess']);
});

test('a tool that the policy blocks is not offered', async () => {
  const { connection, script } = await server.connect([{ text: 'hi' }], {
    tools: [named('first', () => 1), named('second', () => 2)],
    policy: ({ name }) => (name === 'second' ? 'block' : 'allow'),
  });
  await connection.send('hi');
  const names = (await script.requests())[0]?.tools?.map(({ function: f }) => f.name) ?? [];
  expect(names).toContain('first');
  expect(names).not.toContain('second');
});

test('a changed verdict of the policy applies from the next turn', async () => {
  let action: 'allow' | 'block' = 'allow';
  const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }], {
    tools: [named('first', () => 1)],
    policy: () => action,
  });
  await connection.send('hi');
  action = 'block';
  await connection.send('hi');
  const offered = (await script.requests()).map(({ tools }) => tools?.some(({ function: f }) => f.name === 'first'));
  expect(offered).toEqual([true, false]);
});

test('a call of an unknown tool is an error that lists the available tools', async () => {
  const sockets = watchSockets((frame) =>
    frame.type === 'external_tool_call_request' ? [{ ...frame, tool_name: 'gone' }] : [frame],
  );
  const { connection, script } = await server.connect([calling('first'), { text: 'Oh.' }], {
    tools: [named('first', () => 1), named('second', () => 2)],
    WebSocket: sockets.WebSocket,
  });
  await connection.send('go');
  expect(await toolMessages(script)).toEqual(['Error: There is no tool "gone". Available tools: first, second.']);
});

test('a call of another conversation is not run', async () => {
  let runs = 0;
  const sockets = watchSockets((frame) =>
    frame.type === 'external_tool_call_request'
      ? [{ ...frame, runtime: { agent_id: 'agent-local-x', conversation_id: 'local-conv-x' } }]
      : [frame],
  );
  const { connection, script } = await server.connect([calling('first'), { text: 'Oh.' }], {
    tools: [named('first', () => ++runs)],
    WebSocket: sockets.WebSocket,
  });
  await connection.send('go');
  expect(await toolMessages(script)).toEqual([
    'Error: "first" was not run: this connection serves another conversation.',
  ]);
  expect(runs).toBe(0);
});

test('two connections to one conversation each run their tool of the same name', async () => {
  const { connection, script } = await server.connect(
    [calling('where'), { text: 'one' }, calling('where'), { text: 'two' }],
    { tools: [named('where', () => 'in A')] },
  );
  const other = await server.join(connection.agentId, {
    conversationId: connection.conversationId,
    tools: [named('where', () => 'in B')],
  });
  await other.send('where?');
  await connection.send('where?');
  expect(await toolMessages(script)).toEqual(['in B', 'in A']);
});

test('a tool is also available in turns that another client starts', async () => {
  const { connection, script } = await server.connect([calling('where'), { text: 'Done.' }], { approve: () => true });
  await server.join(connection.agentId, {
    conversationId: connection.conversationId,
    tools: [named('where', () => 'in B')],
  });
  expect((await connection.send('where?')).text).toBe('Done.');
  expect(await toolMessages(script)).toEqual(['in B']);
});

test('two connections to two agents run their tools of the same name concurrently', async () => {
  const steps = [calling('where'), { text: 'Done.' }];
  let met = (): void => {};
  const both = new Promise<void>((resolve) => {
    met = resolve;
  });
  const a = await server.connect(steps, {
    tools: [named('where', () => both.then(() => 'in A'))],
  });
  const b = await server.connect(steps, {
    tools: [
      named('where', () => {
        met();
        return 'in B';
      }),
    ],
  });
  await Promise.all([a.connection.send('where?'), b.connection.send('where?')]);
  expect(await toolMessages(a.script)).toEqual(['in A']);
  expect(await toolMessages(b.script)).toEqual(['in B']);
});

test('only the connection that runs the turn answers permission requests for server tools', async () => {
  const shell = { calls: [{ name: 'Bash', arguments: { command: 'touch x && echo hi', description: 'x' } }] };
  const { connection, script } = await server.connect([shell, { text: 'Done.' }], {
    approve: () => new Promise((resolve) => setTimeout(() => resolve(true), 200)),
  });
  const sockets = watchSockets();
  await server.join(connection.agentId, {
    conversationId: connection.conversationId,
    WebSocket: sockets.WebSocket,
  });
  await connection.send('go');
  expect(await toolMessages(script)).toEqual([expect.stringContaining('hi')]);
  expect(sockets.received.map(({ type }) => type)).toContain('control_request');
  expect(sockets.sent.map(({ type }) => type)).toEqual(['runtime_start']);
});

test('an agent in this process can ask the Letta agent through the bridge', async () => {
  const { connection } = await server.connect([calling('where'), { text: 'In the garden.' }], {
    tools: [named('where', () => 'garden')],
  });
  const progress: unknown[] = [];
  const result = await connection.bridge.execute(
    { id: 'call_1', name: 'ask_Tess', input: { message: 'where are you?' } },
    { onProgress: (value) => progress.push(value) },
  );
  expect(result.output).toBe('In the garden.');
  expect(progress).toEqual([
    { type: 'call-started', toolCallId: 'call_1_1', name: 'where' },
    { type: 'call-finished', toolCallId: 'call_1_1', name: 'where' },
  ]);
});
