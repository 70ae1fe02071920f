import { type ApprovalRequest, defineTool } from 'toolferry';
import type { LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();

let runs = 0;
const post = defineTool({
  name: 'post',
  description: 'Post a text',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  handler: ({ text }) => `posted ${text} ${++runs}`,
});
const posting = [{ calls: [{ name: 'post', arguments: { text: 'hi' } }] }, { text: 'Done.' }];
const shell = (command: string) => [
  { calls: [{ name: 'Bash', arguments: { command, description: 'print' } }] },
  { text: 'Done.' },
];

describe('permission requests of the server', () => {
  test('approve is called once for a client tool that the server also requests permission for', async () => {
    const asked: ApprovalRequest[] = [];
    const sockets = watchSockets();
    const { connection, script } = await server.connect(posting, {
      tools: [{ ...post, metadata: { requiresApproval: true } }],
      approve: (request) => asked.push(request) > 0,
      WebSocket: sockets.WebSocket,
    });
    await connection.send('go');
    expect(sockets.received.filter(({ type }) => type === 'control_request')).toHaveLength(1);
    expect(asked).toMatchObject([{ call: { name: 'post', input: { text: 'hi' } }, tool: { name: 'post' } }]);
    expect(await toolMessages(script)).toEqual([expect.stringMatching(/^posted hi/)]);
  });

  test('the model reads why a client tool was not approved', async () => {
    const before = runs;
    const { connection, script } = await server.connect(posting, {
      tools: [{ ...post, metadata: { requiresApproval: true } }],
      approve: () => ({ approved: false, reason: 'not today' }),
    });
    await connection.send('go');
    expect(await toolMessages(script)).toEqual(['Error: "post" was not run: not today.']);
    expect(runs).toBe(before);
  });

  test('the server is denied a client tool call that the policy blocks, with the reason', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect(posting, {
      tools: [post],
      policy: (_, call) => (call ? { action: 'block', reason: 'no posts on Sunday' } : 'allow'),
      WebSocket: sockets.WebSocket,
    });
    await connection.send('go');
    expect(await toolMessages(script)).toEqual(['Error: "post" was not run: no posts on Sunday.']);
    expect(sockets.received.some(({ type }) => type === 'external_tool_call_request')).toBe(false);
  });

  test('a server tool runs if approve returns true', async () => {
    const asked: ApprovalRequest[] = [];
    const { connection, script } = await server.connect(shell('touch made-by-agent && echo made'), {
      approve: (request) => asked.push(request) > 0,
    });
    const events: LettaEvent[] = [];
    await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(asked).toMatchObject([{ call: { name: 'Bash', input: { command: 'touch made-by-agent && echo made' } } }]);
    expect(asked[0]?.tool).toBeUndefined();
    expect(await toolMessages(script)).toEqual([expect.stringContaining('made')]);
    expect(events.find(({ type }) => type === 'call-requested')).toMatchObject({ on: 'server' });
    expect(events.find(({ type }) => type === 'server-tool-returned')).toMatchObject({ failed: false });
  });

  test.each([
    [
      'there is no `approve`',
      undefined,
      'it needs approval, and no approve function is set. Pass approve to createBridge()',
    ],
    ['`approve` denies it', () => ({ approved: false, reason: 'too risky' }), 'too risky'],
    ['`approve` throws', () => Promise.reject(new Error('secret')), 'the approve function failed'],
    [
      '`approve` edits the input',
      () => ({ approved: true, input: { command: 'ls' } }),
      'its input was edited, but the server can only run the original input',
    ],
  ])('a server tool does not run if %s', async (_, approve, reason) => {
    const { connection, script } = await server.connect(shell('touch x'), { approve });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(await toolMessages(script)).toEqual([`Error: "Bash" was not run: ${reason}.`]);
  });

  test('approve decides a server tool that has the name of a blocked client tool', async () => {
    const asked: ApprovalRequest[] = [];
    const { connection } = await server.connect(shell('touch x'), {
      tools: [{ ...post, name: 'Bash' }],
      policy: () => 'block',
      approve: (request) => asked.push(request) < 0,
    });
    await connection.send('go');
    expect(asked).toHaveLength(1);
  });

  test('approve decides a server tool whose name was given to a client tool during the turn', async () => {
    const asked: ApprovalRequest[] = [];
    const { connection, script } = await server.connect(
      [{ calls: [{ name: 'post', arguments: { text: 'hi' } }] }, ...shell('touch x')],
      {
        tools: [
          {
            ...post,
            handler: async () => {
              await connection.provideTools([{ ...post, name: 'Bash' }]);
              return 'posted';
            },
          },
        ],
        approve: (request) => asked.push(request) < 0,
      },
    );
    await connection.send('go');
    expect(asked).toMatchObject([{ call: { name: 'Bash' } }]);
    expect(await toolMessages(script)).toEqual(['posted', 'Error: "Bash" was not run: it was not approved.']);
  });

  test('a duplicated permission request gets the same answer, and approve is called once', async () => {
    let asked = 0;
    const sockets = watchSockets((frame) => (frame.type === 'control_request' ? [frame, frame] : [frame]));
    const { connection } = await server.connect(shell('touch x'), {
      approve: () => ++asked > 0,
      WebSocket: sockets.WebSocket,
    });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(asked).toBe(1);
  });
});

test('an approve function that interrupts denies the call with that reason', async () => {
  const { connection, script } = await server.connect(posting, {
    tools: [{ ...post, metadata: { requiresApproval: true } }],
    approve: () => Promise.reject(Object.assign(new Error('interrupt'), { is_bubble_up: true })),
  });
  await connection.send('go');
  expect(await toolMessages(script)).toEqual([
    'Error: "post" was not run: its run cannot wait for an interrupt of a graph. Use approveByInterrupt(), with journal of createBridge() and thread of createToolsFromClient().',
  ]);
});
