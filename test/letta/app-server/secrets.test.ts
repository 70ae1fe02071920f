import { defineTool } from 'toolferry';
import type { LettaEvent } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { useAppServerAgent } from './support/use-app-server-agent.ts';
import { watchSockets } from './support/watched-socket.ts';

const server = useAppServerAgent();
const key = 'key-4f9a1c7e';

/** The App Server's url with a token in it. */
function withToken(): string {
  const url = new URL(server.url);
  url.searchParams.set('token', key);
  return url.href;
}

test('a token in the url is removed from calls, events and the turn', async () => {
  const inputs: unknown[] = [];
  const note = defineTool({
    name: 'note',
    description: 'Notes a text',
    inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
    handler: (input) => inputs.push(input),
  });
  const calls = [{ name: 'note', arguments: { text: `it is ${key}` } }];
  const { connection } = await server.connect([{ text: 'Well.', calls }, { text: `Done with ${key}.` }]);
  const joined = await server.join(connection.agentId, { url: withToken(), tools: [note] });
  const events: LettaEvent[] = [];
  const turn = await joined.send('go', { onEvent: (event) => events.push(event) });
  expect(turn.text).toBe('Done with [secret removed].');
  expect(inputs).toEqual([{ text: 'it is [secret removed]' }]);
  expect(JSON.stringify([turn, events.filter(({ type }) => type !== 'text')])).not.toContain(key);
});

test('a token in the url is removed from the error of a refused request', async () => {
  const { connection } = await server.connect([]);
  const { WebSocket } = watchSockets((frame) =>
    frame.type === 'runtime_start_response' ? [{ ...frame, success: false, error: `no agent for ${key}` }] : [frame],
  );
  const joining = server.join(connection.agentId, { url: withToken(), WebSocket });
  await expect(joining).rejects.toMatchObject({
    name: 'ToolferryError',
    message: 'The App Server refused to start the agent: no agent for [secret removed]',
  });
});
