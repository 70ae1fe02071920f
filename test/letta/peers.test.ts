import { describe, expect, test } from 'vitest';
import { useLetta } from '../peers/letta/use-letta.ts';

const readFile = {
  name: 'read_file',
  description: 'Reads a file',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const user = (content: string) => ({ role: 'user' as const, content });

describe('a V1 server', () => {
  const letta = useLetta();

  test('answers with the text that the model says, and the model sees the tools of the request', async () => {
    const { id, requests } = await letta.agent({ script: [{ text: 'Hello, Ada.' }] });
    const answer = await letta.client.agents.messages.create(id, {
      messages: [user('hello')],
      client_tools: [readFile],
    });
    expect(answer.stop_reason.stop_reason).toBe('end_turn');
    expect(answer.messages).toMatchObject([{ message_type: 'assistant_message', content: 'Hello, Ada.' }]);
    const [request] = await requests();
    expect(request?.messages).toMatchObject([{ role: 'system' }, user('hello')]);
    expect(request?.tools).toEqual([{ type: 'function', function: readFile }]);
  });

  test('pauses for two calls of client tools in one step, and goes on with their results', async () => {
    const calls = [
      { id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } },
      { id: 'call_b', name: 'read_file', arguments: { path: 'b.txt' } },
    ];
    const { id, requests } = await letta.agent({ script: [{ text: 'I look.', calls }, { text: 'Both are read.' }] });
    const send = (messages: Parameters<typeof letta.client.agents.messages.create>[1]['messages']) =>
      letta.client.agents.messages.create(id, { messages: messages ?? [], client_tools: [readFile] });
    const paused = await send([user('read both')]);
    expect(paused.stop_reason.stop_reason).toBe('requires_approval');
    expect(paused.messages.find(({ message_type }) => message_type === 'approval_request_message')).toMatchObject({
      tool_calls: calls.map((call) => ({
        tool_call_id: call.id,
        name: call.name,
        arguments: JSON.stringify(call.arguments),
      })),
    });
    const approvals = calls.map((call) => ({
      type: 'tool' as const,
      tool_call_id: call.id,
      status: 'success' as const,
      tool_return: `content of ${call.arguments.path}`,
    }));
    const answer = await send([{ type: 'approval', approvals }]);
    expect(answer.stop_reason.stop_reason).toBe('end_turn');
    const results = (await requests())[1]?.messages.filter(({ role }) => role === 'tool');
    expect(results).toMatchObject([
      { tool_call_id: 'call_a', content: expect.stringContaining('content of a.txt') },
      { tool_call_id: 'call_b', content: expect.stringContaining('content of b.txt') },
    ]);
  });
});
