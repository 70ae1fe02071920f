import { APIError } from '@letta-ai/letta-client';
import type { MessageCreateParamsNonStreaming } from '@letta-ai/letta-client/resources/agents/messages';
import { expect, test } from 'vitest';
import { useLetta } from '../peers/letta/use-letta.ts';

const readFile = {
  name: 'read_file',
  description: 'Reads a file',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const twoCalls = [
  { id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } },
  { id: 'call_b', name: 'read_file', arguments: { path: 'b.txt' } },
];
const user = (content: string) => ({ role: 'user' as const, content });

const letta = useLetta();
const send = (id: string, messages: MessageCreateParamsNonStreaming['messages']) =>
  letta.client.agents.messages.create(id, { messages: messages ?? [], client_tools: [readFile] });

test("a V1 server answers with the model's text, and the model sees the message and the client tools", async () => {
  const { id, requests } = await letta.agent({ script: [{ text: 'Hello, Ada.' }] });
  const answer = await send(id, [user('hello')]);
  expect(answer.stop_reason.stop_reason).toBe('end_turn');
  expect(answer.messages).toMatchObject([{ message_type: 'assistant_message', content: 'Hello, Ada.' }]);
  const [request] = await requests();
  expect(request?.messages).toMatchObject([{ role: 'system' }, user('hello')]);
  expect(request?.tools).toEqual([{ type: 'function', function: readFile }]);
});

test('a V1 server pauses for two calls in one step and continues with their results', async () => {
  const { id, requests } = await letta.agent({ script: [{ text: 'I look.', calls: twoCalls }, { text: 'Read.' }] });
  const paused = await send(id, [user('read both')]);
  expect(paused.stop_reason.stop_reason).toBe('requires_approval');
  expect(paused.messages.find(({ message_type }) => message_type === 'approval_request_message')).toMatchObject({
    tool_calls: [
      { tool_call_id: 'call_a', name: 'read_file', arguments: '{"path":"a.txt"}' },
      { tool_call_id: 'call_b', name: 'read_file', arguments: '{"path":"b.txt"}' },
    ],
  });
  const approvals = twoCalls.map((call) => ({
    type: 'tool' as const,
    tool_call_id: call.id,
    status: 'success' as const,
    tool_return: `content of ${call.arguments.path}`,
  }));
  const answer = await send(id, [{ type: 'approval', approvals }]);
  expect(answer.stop_reason.stop_reason).toBe('end_turn');
  const results = (await requests())[1]?.messages.filter(({ role }) => role === 'tool');
  expect(results).toMatchObject([
    { tool_call_id: 'call_a', content: expect.stringContaining('content of a.txt') },
    { tool_call_id: 'call_b', content: expect.stringContaining('content of b.txt') },
  ]);
});

test('a V1 server keeps only the first call of an agent that is not parallel', async () => {
  const { id } = await letta.agent({ script: [{ calls: twoCalls }], parallel: false });
  const { messages } = await send(id, [user('read both')]);
  expect(messages).toMatchObject([{ tool_calls: [{ tool_call_id: 'call_a' }] }]);
});

test('a V1 server streams arguments in pieces, even if they are not JSON', async () => {
  const { id } = await letta.agent({ script: [{ calls: [{ name: 'read_file', arguments: '{"path": a.txt' }] }] });
  const stream = await letta.client.agents.messages.create(id, {
    messages: [user('read')],
    client_tools: [readFile],
    streaming: true,
    stream_tokens: true,
  });
  const pieces: (string | null | undefined)[] = [];
  for await (const chunk of stream) {
    if (chunk.message_type === 'approval_request_message') pieces.push(chunk.tool_call.arguments);
  }
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).toBe('{"path": a.txt');
});

test.each([
  { status: 400, type: 'llm_bad_request', tries: 1 },
  { status: 401, type: 'llm_authentication', tries: 1 },
  { status: 429, type: 'llm_rate_limit', tries: 3 },
  { status: 500, type: 'llm_error', tries: 3 },
])('a V1 server forwards a $status of the model after $tries requests', async ({ status, type, tries }) => {
  const refusal = { error: { status, message: 'not today' } };
  const { id, requests } = await letta.agent({ script: [refusal, refusal, refusal] });
  const error = await send(id, [user('hello')]).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject({ status, error: { error: { type, detail: expect.stringContaining('not today') } } });
  expect(await requests()).toHaveLength(tries);
});

test('a V1 server waits for a model that waits for a gate, while another agent answers', async () => {
  const slow = await letta.agent({ script: [{ text: 'At last.', waitFor: 'the other' }] });
  const quick = await letta.agent({ script: [{ text: 'At once.' }] });
  const order: string[] = [];
  const slowTurn = send(slow.id, [user('hello')]).then(() => order.push('slow'));
  await send(quick.id, [user('hello')]).then(() => order.push('quick'));
  await slow.open('the other');
  await slowTurn;
  expect(order).toEqual(['quick', 'slow']);
});

test('a V1 server runs one turn at a time in a conversation', async () => {
  const { id, open, requests } = await letta.agent({ script: [{ text: 'At last.', waitFor: 'the other' }] });
  const conversation = await letta.client.conversations.create({ agent_id: id });
  const send = (text: string) =>
    letta.client.conversations.messages.create(conversation.id, { messages: [user(text)], streaming: true });
  const first = await send('hello');
  await expect.poll(requests, { timeout: 60_000 }).toHaveLength(1);
  await expect(send('hello?')).rejects.toThrow('currently being processed');
  await open('the other');
  const types: (string | undefined)[] = [];
  for await (const { message_type } of first) types.push(message_type);
  expect(types).toContain('assistant_message');
});

test('a V1 server runs a Python tool, and requests approval before it runs a gated one', async () => {
  await letta.pythonTool(
    'def peers_add(a: int, b: int) -> int:\n    """Adds.\n\n    Args:\n        a: one\n        b: another\n    """\n    return a + b',
  );
  await letta.pythonTool('def peers_wipe() -> str:\n    """Wipes all."""\n    return "wiped"', {
    default_requires_approval: true,
  });
  const { id, requests } = await letta.agent({
    script: [
      { calls: [{ name: 'peers_add', arguments: { a: 1, b: 2 } }] },
      { calls: [{ name: 'peers_wipe', arguments: {} }] },
    ],
    tools: ['peers_add', 'peers_wipe'],
  });
  const answer = await send(id, [user('add, then wipe')]);
  expect(answer.stop_reason.stop_reason).toBe('requires_approval');
  expect(answer.messages).toMatchObject([
    { message_type: 'tool_call_message' },
    { message_type: 'tool_return_message', tool_return: '3', status: 'success' },
    { message_type: 'approval_request_message', tool_call: { name: 'peers_wipe' } },
  ]);
  expect(await requests()).toHaveLength(2);
});

test.each([
  { model: 'mock-model', tokens: 30_000 },
  { model: 'glm-4.5', tokens: 128_000 },
] as const)('a V1 server assumes a context window of $tokens tokens for $model', async ({ model, tokens }) => {
  const { id } = await letta.agent({ script: [], model });
  expect((await letta.client.agents.retrieve(id)).llm_config.context_window).toBe(tokens);
});
