import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { defineTool, ToolferryError } from 'toolferry';
import { connectLettaAppServer } from 'toolferry/letta';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { toolMessages, useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const where = (handler: () => unknown) =>
  defineTool({ name: 'where', description: 'Where', inputSchema: { type: 'object', properties: {} }, handler });
const calling = { calls: [{ name: 'where', arguments: {} }] };

describe('a connection that is lost', () => {
  test('between turns is opened again by the next, for the same conversation and with the tools of then', async () => {
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

  test('while a handler runs aborts it, rejects the turn, and the next one works', async () => {
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
      message: expect.stringContaining('may go on there'),
    });
    expect(signals).toMatchObject([{ aborted: true }]);
    expect((await connection.send('still there?')).text).toBe('Here again.');
  });

  test('while somebody is asked ends the question, and the next turn works', async () => {
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

  test('while the model is asked rejects the turn', async () => {
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

test('two turns in two processes join one conversation', async () => {
  const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }]);
  const { agentId, conversationId } = connection;
  await connection.send('my-first-message');
  connection.close();
  const later = await server.join(agentId, { conversationId });
  expect(later.conversationId).toBe(conversationId);
  expect((await later.send('and now?')).text).toBe('two');
  expect(JSON.stringify((await script.requests())[1]?.messages).includes('my-first-message')).toBe(true);
});

test('an agent without a conversation gets a new one', async () => {
  const { connection, script } = await server.connect([{ text: 'one' }, { text: 'two' }]);
  await connection.send('my-first-message');
  const later = await server.join(connection.agentId);
  expect(later.conversationId).not.toBe(connection.conversationId);
  await later.send('and now?');
  expect(JSON.stringify((await script.requests())[1]?.messages).includes('my-first-message')).toBe(false);
});

describe('a connection that was closed', () => {
  test('ends its turn and its handlers, and sends nothing any more', async () => {
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

describe('connecting is refused', () => {
  test('where nobody listens', async () => {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}/?token=s3cret`;
    const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(everythingOf(error)).not.toMatch(/s3cret|token=/);
  });

  test('where something else listens', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const url = `ws://127.0.0.1:${(other.address() as AddressInfo).port}/?token=s3cret`;
    const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(everythingOf(error)).not.toMatch(/s3cret|token=/);
  });

  test('where the agent is not, in the words of the server', async () => {
    await expect(server.join('agent-local-nobody')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('agent-local-nobody'),
    });
  });

  test('where the conversation is not', async () => {
    const { connection } = await server.connect([]);
    const joining = server.join(connection.agentId, { conversationId: 'local-conv-nothing' });
    await expect(joining).rejects.toSatisfy(ToolferryError.isInstance);
  });

  test('with tools that cannot work', async () => {
    await expect(
      server.connect([], { tools: [{ ...where(() => 1), inputSchema: { type: 'string' } }] }),
    ).rejects.toMatchObject({ code: 'invalid_tool' });
  });

  test.each(['', 'not a url', 'file:///etc/passwd', 'ftp://host/?token=s3cret'])('with the address %j', async (url) => {
    const error = await connectLettaAppServer({ url, agentId: 'agent-1' }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain('ws://127.0.0.1:4500');
    expect(String(error)).not.toContain('s3cret');
  });

  test.each([{}, { agentId: 'agent-1', agent: {} }, { agent: {}, conversationId: 'local-conv-1' }])(
    'without knowing which agent: %j',
    async (choice) => {
      await expect(connectLettaAppServer({ url: server.url, ...choice })).rejects.toThrow(
        /either agent .*, or agentId/,
      );
    },
  );

  test('on a platform without a WebSocket, with what to do', async () => {
    vi.stubGlobal('WebSocket', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const connecting = connectLettaAppServer({ url: server.url, agentId: 'agent-1' });
    await expect(connecting).rejects.toThrow(new TypeError(noWebSocket));
  });
});

test('an http address is the one of its WebSocket', async () => {
  const { connection } = await server.connect([{ text: 'hi' }], {});
  const again = await server.join(connection.agentId, { url: server.url.replace('ws:', 'http:') });
  expect((await again.send('hi')).text).toBe('hi');
});

const noWebSocket = 'This platform has no WebSocket. Pass a class as `WebSocket`, for example that of the package ws.';

/** What could be printed of an error. */
function everythingOf(error: unknown): string {
  const { message, stack, cause, data } = error as Error & { data?: unknown };
  return [message, stack, String(cause), JSON.stringify(data)].join('\n');
}

async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}
