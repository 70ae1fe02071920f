import { defineTool } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../peers/letta/use-letta.ts';

const letta = useLetta();

const readFile = defineTool({
  name: 'read_file',
  description: 'Read a local file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  handler: ({ path }) => `content of ${path}`,
});

describe('a turn', () => {
  test('a turn without tools resolves to its text, stop reason and usage', async () => {
    const agent = await letta.agent({ script: [{ text: 'Hello there.' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const turn = await connection.send('hi');
    expect(turn).toMatchObject({ text: 'Hello there.', stopReason: 'end_turn', usage: { steps: 1 } });
    expect(turn.usage.totalTokens).toBeGreaterThan(0);
    expect(turn.messages.map(({ message_type }) => message_type)).toEqual(['assistant_message']);
  });

  test('a turn runs a client tool, and the model reads its result', async () => {
    const agent = await letta.agent({
      script: [
        { text: 'I will read.', calls: [{ name: 'read_file', arguments: { path: 'a.txt' } }] },
        { text: 'Done.' },
      ],
    });
    const events: LettaEvent[] = [];
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile] });
    const turn = await connection.send('read it', { onEvent: (event) => events.push(event) });
    expect(turn.text).toBe('Done.');
    const [, second] = await agent.requests();
    expect(second?.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: expect.stringContaining('content of a.txt'),
    });
    expect(second?.tools?.map(({ function: { name } }) => name)).toEqual(['read_file']);
    expect(events.map(({ type }) => type).filter((type) => type !== 'text')).toEqual([
      'call-requested',
      'paused',
      'call-started',
      'call-ruled',
      'call-finished',
      'resumed',
    ]);
  });
});
