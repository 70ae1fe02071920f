import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { defineTool, ToolferryError } from 'toolferry';
import { connectLettaAppServer, type LettaAppServerConnection } from 'toolferry/letta';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Script } from '../../peers/letta/script.ts';
import { freePort } from '../../peers/server-process.ts';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const where = (handler: () => unknown) =>
  defineTool({ name: 'where', description: 'Where', inputSchema: { type: 'object', properties: {} }, handler });
const calling = { calls: [{ name: 'where', arguments: {} }] };

describe('a lost connection', () => {
  test('the next turn reopens a connection that was lost between turns, with the same conversation and the current tools', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect([{ text: 'one' }, calling, { text: 'two' }], {
      WebSocket: sockets.WebSocket,
    });
    await connection.send('first');
    sockets.cut();
    await connection.provideTools([where(() => 'here')]);
    expect((await connection.send('second')).text).toBe('two');
    expect(sockets.count()).toBe(2);
    expect(await toolMessages(script)).toEqual(['here']);
    expect(sockets.sent.filter(({ type }) => type === 'runtime_start').at(-1)).toMatchObject({
      agent_id: connection.agentId,
      conversation_id: connection.conversationId,
      external_tools: [{ tools: [{ name: 'where' }] }],
    });
  });

  test('a connection that is lost while a handler runs aborts the handler and rejects the turn, and the next turn runs', async () => {
    const signals: AbortSignal[] = [];
    const sockets = watchSockets();
    const hanging = defineTool({
      name: 'where',
      description: 'Where',
      inputSchema: { type: 'object', properties: {} },
      handler: (_, { signal }) => {
        signals.push(signal);
        sockets.cut();
        return new Promise<never>(() => {});
      },
    });
    const { connection } = await server.connect([calling, { text: 'Here again.' }], {
      tools: [hanging],
      WebSocket: sockets.WebSocket,
    });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'connection_lost',
      message: expect.stringContaining('may continue on the server'),
    });
    expect(signals).toMatchObject([{ aborted: true }]);
    expect((await connection.send('still there?')).text).toBe('Here again.');
  });

  test('a connection that is lost while approve is pending aborts the approval request, and the next turn runs', async () => {
    const asked: AbortSignal[] = [];
    const sockets = watchSockets();
    const shell = { calls: [{ name: 'Bash', arguments: { command: 'touch x', description: 'x' } }] };
    const { connection } = await server.connect([shell, { text: 'Here again.' }], {
      approve: ({ signal }) => {
        asked.push(signal);
        sockets.cut();
        return new Promise<never>(() => {});
      },
      WebSocket: sockets.WebSocket,
    });
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'connection_lost' });
    expect(asked).toMatchObject([{ aborted: true }]);
    expect((await connection.send('still there?')).text).toBe('Here again.');
  });

  test('a connection that is lost while the model works rejects the turn', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect([{ text: 'one', waitFor: 'gate' }], {
      WebSocket: sockets.WebSocket,
    });
    const sending = connection.send('go');
    const rejected = expect(sending).rejects.toMatchObject({ code: 'connection_lost' });
    await expect.poll(async () => (await script.requests()).length, { timeout: 20_000 }).toBe(1);
    sockets.cut();
    await rejected;
    await script.open('gate');
  });
});

test('turns of two processes can share one conversation', async () => {
  const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }]);
  const { agentId, conversationId } = connection;
  await connection.send('my-first-message');
  connection.close();
  const later = await server.join(agentId, { conversationId });
  expect(later.conversationId).toBe(conversationId);
  expect((await later.send('and now?')).text).toBe('two');
  expect(JSON.stringify((await script.requests())[1]?.messages).includes('my-first-message')).toBe(true);
});

test('connecting without a conversation id creates a conversation', async () => {
  const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }]);
  await connection.send('my-first-message');
  const later = await server.join(connection.agentId);
  expect(later.conversationId).not.toBe(connection.conversationId);
  await later.send('and now?');
  expect(JSON.stringify((await script.requests())[1]?.messages).includes('my-first-message')).toBe(false);
});

describe('a closed connection', () => {
  test('closing a connection ends its turn and handlers, and later turns are rejected', async () => {
    const signals: AbortSignal[] = [];
    const { connection } = await server.connect([calling], {
      tools: [
        defineTool({
          name: 'where',
          description: 'Where',
          inputSchema: { type: 'object', properties: {} },
          handler: (_, { signal }) => {
            signals.push(signal);
            connection.close();
            return new Promise<never>(() => {});
          },
        }),
      ],
    });
    await expect(connection.send('go')).rejects.toMatchObject({ code: 'closed' });
    expect(signals).toMatchObject([{ aborted: true }]);
    await expect(connection.send('again')).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a conversation whose connection ends while text arrives', () => {
  const story = { text: 'A long story about nothing.', waitMidway: 'more' };

  /** Sends a message, and calls `end` when the first text of the turn has arrived, while the model is still working. */
  const sendUntilText = (connection: LettaAppServerConnection, end: () => void) =>
    connection.send('go', { onEvent: ({ type }) => type === 'text' && end() });
  /** Sends a message, and then lets the model continue. */
  const sendNext = async (connection: LettaAppServerConnection, script: Script) => {
    const sending = connection.send('and now?');
    await script.open('more');
    return sending;
  };

  test('close() while text arrives cancels the turn on the server, and another connection can use the conversation', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect([story, { text: 'two' }], { WebSocket: sockets.WebSocket });
    const { agentId, conversationId } = connection;
    const closed = sendUntilText(connection, () => connection.close());
    await expect(closed).rejects.toMatchObject({ code: 'closed' });
    expect(sockets.sent.map(({ type }) => type)).toContain('abort_message');
    const later = await server.join(agentId, { conversationId });
    expect((await sendNext(later, script)).text).toBe('two');
  });

  test('the next turn after a connection was lost while text arrived cancels the lost turn first, and runs', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect([story, { text: 'two' }], { WebSocket: sockets.WebSocket });
    await expect(sendUntilText(connection, sockets.cut)).rejects.toMatchObject({ code: 'connection_lost' });
    const cancelled = sockets.receives('abort_message_response');
    const sending = connection.send('and now?');
    expect(await cancelled).toMatchObject({ aborted: true });
    await script.open('more');
    expect((await sending).text).toBe('two');
  });

  test('a turn after another process lost its connection while text arrived is conversation_busy, and says what to do', async () => {
    const sockets = watchSockets();
    const { connection, script } = await server.connect([story], { WebSocket: sockets.WebSocket });
    const { agentId, conversationId } = connection;
    await expect(sendUntilText(connection, sockets.cut)).rejects.toMatchObject({ code: 'connection_lost' });
    const other = await server.join(agentId, { conversationId });
    await expect(sendNext(other, script)).rejects.toMatchObject({
      code: 'conversation_busy',
      message: expect.stringContaining('start a new conversation, or restart the server'),
    });
  });
});

describe('connecting fails', () => {
  test('connecting fails if nothing listens at the address, and the error does not contain the address', async () => {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}/?token=s3cret`;
    const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(printable(error)).not.toMatch(/s3cret|token=/);
  });

  test('connecting fails if something else listens at the address, and the error does not contain the address', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const url = `ws://127.0.0.1:${(other.address() as AddressInfo).port}/?token=s3cret`;
    const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(printable(error)).not.toMatch(/s3cret|token=/);
  });

  test("connecting to an agent that does not exist fails with the server's message", async () => {
    await expect(server.join('agent-local-nobody')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('agent-local-nobody'),
    });
  });

  test('connecting to a conversation that does not exist fails', async () => {
    const { connection } = await server.connect([]);
    const joining = server.join(connection.agentId, { conversationId: 'local-conv-nothing' });
    await expect(joining).rejects.toSatisfy(ToolferryError.isInstance);
  });

  test('connecting with an invalid tool fails', async () => {
    await expect(
      server.connect([], { tools: [{ ...where(() => 1), inputSchema: { type: 'string' } }] }),
    ).rejects.toMatchObject({ code: 'invalid_tool' });
  });

  test.each(['', 'not a url', 'file:///etc/passwd', 'ftp://host/?token=s3cret'])(
    'connecting with the address %j throws a TypeError without the address',
    async (url) => {
      const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toContain('ws://127.0.0.1:4500');
      expect(String(error)).not.toContain('s3cret');
    },
  );

  test.each([{}, { agentId: 'agent-1', agent: {} }, { agent: {}, conversationId: 'local-conv-1' }])(
    'connecting with an ambiguous choice of agent fails: %j',
    async (choice) => {
      await expect(connectLettaAppServer({ url: server.url, ...choice })).rejects.toThrow(
        /either `agent` .* or `agentId`/,
      );
    },
  );

  test('connecting on a platform without a WebSocket fails and names the option to pass', async () => {
    vi.stubGlobal('WebSocket', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const connecting = connectLettaAppServer({ url: server.url, agentId: 'agent-1' });
    await expect(connecting).rejects.toThrow(new TypeError(noWebSocket));
  });
});

test('an http address is used as a ws address', async () => {
  const { connection } = await server.connect([{ text: 'hi' }], {});
  const again = await server.join(connection.agentId, { url: server.url.replace('ws:', 'http:') });
  expect((await again.send('hi')).text).toBe('hi');
});

const noWebSocket =
  'This platform has no WebSocket. Pass a class as `WebSocket`, for example that of the package `ws`.';

/** Returns everything of an error that could be printed. */
function printable(error: unknown): string {
  const { message, stack, cause, data } = error as Error & { data?: unknown };
  return [message, stack, String(cause), JSON.stringify(data)].join('\n');
}
