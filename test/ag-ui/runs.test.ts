import { type ClientTool, createBridge, defineTool, type Pause, type RunEvent, toolResult } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { calls, finished, interrupted, returns, says, startAgent, started, success } from './scripted-agent.ts';

const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;
const locate = defineTool({ name: 'locate', description: 'Where', inputSchema, handler: ({ n }) => ({ place: n }) });
const fail = defineTool({
  name: 'fail',
  description: 'Fails',
  inputSchema,
  handler: (): string => {
    throw new Error('no file');
  },
});

function recorded(tools: readonly ClientTool[], more: object = {}) {
  const events: unknown[] = [];
  const pauses: Pause[] = [];
  const onEvent = (event: RunEvent) => {
    if (event.type === 'backend') events.push(event.event);
    if (event.type === 'paused') pauses.push(event.pause);
  };
  return { bridge: createBridge({ tools, ...more }), onEvent, events, pauses };
}

test('two client tools that an AG-UI agent calls in parallel run here, and their results reach it behind their calls', async () => {
  const agent = await startAgent(
    () => [
      started,
      ...says('a1', 'Let me ', 'look.'),
      ...calls('s1', 'sky', '{}'),
      returns('s1', 'blue'),
      ...calls('c1', 'locate', '{"n"', ':1}'),
      ...calls('c2', 'fail', '{}'),
      success('c1', 'c2'),
    ],
    () => [started, ...says('a2', 'Done.'), success()],
  );
  const { bridge, onEvent, events } = recorded([locate, fail]);
  const output = await bridge.run(agUIBackend(agent.url), 'Hello', { onEvent });

  expect(output.text).toBe('Done.');
  expect(agent.inputs.map(({ tools }) => tools)).toEqual([
    [
      { name: 'locate', description: 'Where', parameters: inputSchema },
      { name: 'fail', description: 'Fails', parameters: inputSchema },
    ],
    expect.anything(),
  ]);
  expect(agent.inputs[1]?.messages?.map(({ role, content }) => [role, content])).toEqual([
    ['user', 'Hello'],
    ['assistant', 'Let me look.'],
    ['tool', 'blue'],
    ['tool', '{"place":1}'],
    ['tool', 'no file'],
  ]);
  expect(agent.inputs[1]?.messages?.at(-1)).toMatchObject({ toolCallId: 'c2', error: 'no file' });
  expect(new Set(agent.inputs.map(({ threadId }) => threadId)).size).toBe(1);
  expect(new Set(agent.inputs.map(({ runId }) => runId)).size).toBe(2);
  expect(output.messages).toHaveLength(6);
  expect(events).toEqual([
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'look.' },
    { type: 'tool-call', call: { id: 's1', name: 'sky', input: {} } },
    { type: 'tool-result', result: { toolCallId: 's1', toolName: 'sky', output: 'blue' } },
    { type: 'tool-call', call: { id: 'c1', name: 'locate', input: { n: 1 } } },
    { type: 'tool-call', call: { id: 'c2', name: 'fail', input: {} } },
    { type: 'text', text: 'Done.' },
  ]);
});

test.each([
  [true, { interruptId: 'i1', status: 'resolved', payload: { approved: true } }],
  [
    { approved: false, reason: 'Not today' },
    { interruptId: 'i1', status: 'resolved', payload: { approved: false, reason: 'Not today' } },
  ],
])('an interrupt about a call is an approval, and the decision %j is sent as its answer', async (decision, resume) => {
  const interrupt = { id: 'i1', reason: 'tool_call', toolCallId: 's1', message: 'it is destructive' };
  const agent = await startAgent(
    () => [started, ...calls('s1', 'wipe', '{"all":true}'), interrupted(interrupt)],
    () => [started, returns('s1', 'wiped'), ...says('a2', 'Done.'), success()],
  );
  const asked: unknown[] = [];
  const approve = ({ call, reason }: { call: object; reason?: string }) => {
    asked.push({ call, reason });
    return decision;
  };
  const { bridge, onEvent, events } = recorded([], { approve });
  await bridge.run(agUIBackend(agent.url), 'Wipe', { onEvent });

  expect(asked).toEqual([{ call: { id: 's1', name: 'wipe', input: { all: true } }, reason: 'it is destructive' }]);
  expect(agent.inputs[1]).toMatchObject({ resume: [resume] });
  expect(agent.inputs[1]?.messages?.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(events.filter((event) => (event as { type: string }).type === 'tool-call')).toHaveLength(1);
});

test('an approval about which nobody decided is cancelled, and not reported as a denial', async () => {
  const agent = await startAgent(
    () => [started, ...calls('s1', 'wipe', '{}'), interrupted({ id: 'i1', reason: 'tool_call', toolCallId: 's1' })],
    () => [started, success()],
  );
  await createBridge().run(agUIBackend(agent.url), 'Wipe');
  expect(agent.inputs[1]).toMatchObject({ resume: [{ interruptId: 'i1', status: 'cancelled' }] });
});

test('approvals and open calls that end one run together are answered together', async () => {
  const agent = await startAgent(
    () => [
      started,
      ...calls('c1', 'locate', '{"n":2}'),
      ...calls('s1', 'wipe', '{}'),
      interrupted({ id: 'i1', reason: 'tool_call', toolCallId: 's1' }),
    ],
    () => [started, ...says('a2', 'Done.'), success()],
  );
  const { bridge } = recorded([locate], { approve: () => true });
  await bridge.run(agUIBackend(agent.url), 'Go');
  expect(agent.inputs[1]?.messages?.at(-1)).toMatchObject({ role: 'tool', toolCallId: 'c1', content: '{"place":2}' });
  expect(agent.inputs[1]).toMatchObject({ resume: [{ interruptId: 'i1', payload: { approved: true } }] });
});

test('results that the agent ignores next to an approval are sent again, and the client tool runs once', async () => {
  const asked = [...calls('c1', 'locate', '{"n":2}'), ...calls('s1', 'wipe', '{}')];
  const agent = await startAgent(
    () => [started, ...asked, interrupted({ id: 'i1', reason: 'tool_call', toolCallId: 's1' })],
    ({ messages }) => [
      started,
      { type: 'MESSAGES_SNAPSHOT', messages: messages?.filter(({ toolCallId }) => toolCallId !== 'c1') },
      returns('s1', 'wiped'),
      finished(),
    ],
    () => [started, ...says('a2', 'Done.'), success()],
  );
  const ran: unknown[] = [];
  const counted = { ...locate, handler: (input: { n?: number }) => ran.push(input) };
  const { bridge, pauses, onEvent } = recorded([counted as ClientTool], { approve: () => true });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Go', { onEvent });
  expect([text, ran, pauses.length]).toEqual(['Done.', [{ n: 2 }], 1]);
  const sent = agent.inputs[2]?.messages?.map(({ role, toolCallId }) => toolCallId ?? role);
  expect(sent).toEqual(['user', 'assistant', 's1', 'c1']);
  expect(agent.inputs[2]).not.toHaveProperty('resume');
});

test('a snapshot corrects calls that were streamed in part, and the open ones are found without a list of them', async () => {
  const call = (id: string, n: number) => ({
    id,
    type: 'function',
    function: { name: 'locate', arguments: `{"n":${n}}` },
  });
  const agent = await startAgent(
    ({ messages }) => [
      { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
      ...says('a1', 'Two.'),
      ...calls('c1', 'locate'),
      {
        type: 'MESSAGES_SNAPSHOT',
        messages: [
          ...(messages ?? []),
          { id: 'other', role: 'assistant', content: 'Two.', toolCalls: [call('c1', 1), call('c2', 2)] },
        ],
      },
      finished(),
    ],
    () => [started, ...says('a2', 'Done.'), finished()],
  );
  const { bridge, onEvent, events } = recorded([locate]);
  await bridge.run(agUIBackend(agent.url), 'Go', { onEvent });
  expect(agent.inputs[1]?.messages?.slice(2)).toMatchObject([
    { toolCallId: 'c1', content: '{"place":1}' },
    { toolCallId: 'c2', content: '{"place":2}' },
  ]);
  expect(events.slice(0, 3)).toEqual([
    { type: 'text', text: 'Two.' },
    { type: 'tool-call', call: { id: 'c1', name: 'locate', input: { n: 1 } } },
    { type: 'tool-call', call: { id: 'c2', name: 'locate', input: { n: 2 } } },
  ]);
});

test('encrypted values are sent back with their message and their call', async () => {
  const agent = await startAgent(
    () => [
      started,
      { type: 'REASONING_MESSAGE_START', messageId: 'think', role: 'reasoning' },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'think', delta: 'Hm' },
      { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'message', entityId: 'think', encryptedValue: 'one' },
      ...calls('c1', 'locate', '{"n":1}'),
      { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'tool-call', entityId: 'c1', encryptedValue: 'two' },
      success('c1'),
    ],
    () => [started, success()],
  );
  await recorded([locate]).bridge.run(agUIBackend(agent.url), 'Go');
  expect(agent.inputs[1]?.messages?.slice(1, 3)).toMatchObject([
    { role: 'reasoning', content: 'Hm', encryptedValue: 'one' },
    { role: 'assistant', toolCalls: [{ id: 'c1', encryptedValue: 'two' }] },
  ]);
});

test.each([
  [
    started,
    [
      { type: 'text', text: 'Seen' },
      { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } },
    ],
  ],
  [{ type: 'RUN_STARTED', threadId: 't', runId: 'r' }, 'Seen\n[image/png]'],
])('files are sent only to agents that declare a version of the protocol: %j', async (start, content) => {
  const look = defineTool({
    name: 'look',
    description: 'Look',
    inputSchema,
    handler: () =>
      toolResult({
        content: [
          { type: 'text', text: 'Seen' },
          { type: 'file', mediaType: 'image/png', data: 'AAAA' },
        ],
      }),
  });
  const agent = await startAgent(
    () => [start, ...calls('c1', 'look', '{}'), finished()],
    () => [start, finished()],
  );
  await recorded([look]).bridge.run(agUIBackend(agent.url), 'Go');
  expect(agent.inputs[1]?.messages?.at(-1)).toMatchObject({ content });
});

test('a pause continues in another process, with the same thread, context, state and properties', async () => {
  const agent = await startAgent(
    () => [
      started,
      { type: 'STATE_SNAPSHOT', snapshot: { step: 1 } },
      ...calls('c1', 'locate', '{"n":3}'),
      success('c1'),
    ],
    () => [started, ...says('a2', 'Done.'), { ...success(), result: { score: 1 } }],
  );
  const context = [{ description: 'Page', value: 'home' }];
  const request = {
    messages: [{ role: 'user' as const, content: 'Go' }],
    threadId: 'mine',
    context,
    state: { step: 0 },
  };
  const first = recorded([locate]);
  const stopped = first.bridge.run(
    agUIBackend(agent.url),
    { ...request, forwardedProps: { a: 1 } },
    { onEvent: first.onEvent, maxRounds: 0 },
  );
  await expect(stopped).rejects.toMatchObject({ code: 'max_rounds' });

  const pause = JSON.parse(JSON.stringify(first.pauses[0]));
  const output = await recorded([locate]).bridge.resume(agUIBackend(agent.url), pause);
  expect(output).toMatchObject({ text: 'Done.', threadId: 'mine', state: { step: 1 }, result: { score: 1 } });
  const kept = { threadId: 'mine', context, forwardedProps: { a: 1 } };
  expect(agent.inputs).toMatchObject([
    { ...kept, state: { step: 0 } },
    { ...kept, state: { step: 1 } },
  ]);
});

test('calls without a result in the conversation of the request are not run', async () => {
  const agent = await startAgent(() => [started, ...says('a2', 'Done.'), finished()]);
  const old = { id: 'old', type: 'function' as const, function: { name: 'locate', arguments: '{}' } };
  const messages = [
    { id: 'a0', role: 'assistant' as const, toolCalls: [old] },
    { id: 'u1', role: 'user' as const, content: 'Go' },
  ];
  const { text } = await recorded([locate]).bridge.run(agUIBackend(agent.url), { messages });
  expect(text).toBe('Done.');
});

describe('an agent that calls a client tool under the id of a call that has a result already', () => {
  const numbered = (n: number) =>
    ({ id: 'call_0', type: 'function', function: { name: 'locate', arguments: `{"n":${n}}` } }) as const;
  const conversation = [
    { id: 'u1', role: 'user', content: 'Go' },
    { id: 'a0', role: 'assistant', toolCalls: [numbered(1)] },
    { id: 't0', role: 'tool', toolCallId: 'call_0', content: 'here' },
    { id: 'u2', role: 'user', content: 'And 2?' },
  ] as const;
  const again = { id: 'a1', role: 'assistant', toolCalls: [numbered(2)] };

  test.each([
    ['with another input', calls('call_0', 'locate', '{"n":2}'), finished()],
    [
      'with another input in a snapshot',
      [{ type: 'MESSAGES_SNAPSHOT', messages: [...conversation, again] }],
      finished(),
    ],
    ['with the same input', calls('call_0', 'locate', '{"n":1}'), success('call_0')],
  ])('%s fails with call_conflict, because its old result would count', async (_what, events, end) => {
    const { url } = await startAgent(() => [started, ...says('a1', 'Hm'), ...events, end]);
    const run = createBridge({ tools: [locate] }).run(agUIBackend(url), { messages: conversation });
    await expect(run).rejects.toMatchObject({ code: 'call_conflict', data: { toolCallId: 'call_0' } });
  });

  test('may send that call again', async () => {
    const { url } = await startAgent(() => [
      started,
      ...says('a1', 'It is 1.'),
      ...calls('call_0', 'locate', '{ "n": 1 }'),
      finished(),
    ]);
    const output = await createBridge({ tools: [locate] }).run(agUIBackend(url), { messages: conversation });
    expect(output.text).toBe('It is 1.');
  });
});

test('a run that is repeated under its key is sent with the same ids', async () => {
  const agent = await startAgent(
    () => [started],
    () => [started, ...says('a2', 'Done.'), finished()],
  );
  const { bridge } = recorded([locate], { journal: createJournal(memoryStore()) });
  const run = () => bridge.run(agUIBackend(agent.url), 'Go', { key: 'order 7' });
  await expect(run()).rejects.toMatchObject({ code: 'stream_incomplete' });
  await run();
  const [one, two] = agent.inputs;
  expect([two?.threadId, two?.runId, two?.messages]).toEqual([one?.threadId, one?.runId, one?.messages]);
});
