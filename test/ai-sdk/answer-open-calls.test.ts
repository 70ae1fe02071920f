import { type Bridge, createBridge, defineTool } from 'toolferry';
import { answerOpenCalls, answerToolCall, createToolsFromClient } from 'toolferry/ai-sdk';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { afterEach, expect, test, vi } from 'vitest';
import { createGate } from '../gate.js';
import { PageChat, route } from './support/page-chat.js';

const inputSchema = { type: 'object', properties: { precise: { type: 'boolean' } } } as const;
const locate = defineTool({ name: 'locate', description: 'Where the user is', inputSchema });
const reported = vi.fn();
vi.stubGlobal('reportError', reported);
afterEach(() => reported.mockReset());

function pageWith(handler: (input: unknown) => unknown, store?: JournalStore, options: object = {}): Bridge {
  return createBridge({
    tools: [{ ...locate, handler }],
    ...(store && { journal: createJournal(store, options) }),
  });
}

const open = (toolCallId: string, input: unknown = {}) => ({
  type: 'tool-locate',
  state: 'input-available',
  toolCallId,
  input,
});
const assistant = (...parts: { type: string }[]) => ({ id: 'm', role: 'assistant', parts });

test('open calls of each message are answered, those of dynamic tools too, and those of the provider are not', async () => {
  const bridge = pageWith(() => 'here');
  const add = vi.fn();
  const dynamic = { ...open('c2'), type: 'dynamic-tool', toolName: 'locate' };
  const others = [
    { ...open('c3'), providerExecuted: true },
    { ...open('c4'), state: 'input-streaming' },
    { ...open('c5'), state: 'output-available', output: 'known' },
    { ...open('c6'), type: 'tool-other' },
    { type: 'text', text: 'locate' },
  ];
  answerOpenCalls(bridge, [assistant(open('c1')), assistant(dynamic, ...others)], add);
  await expect.poll(() => add).toHaveBeenCalledTimes(2);
  expect(add.mock.calls.flat().map(({ toolCallId }) => toolCallId)).toEqual(['c1', 'c2']);
});

test('messages that are passed again do not answer a call again, and a call that a resumed stream has opened again is answered', async () => {
  const handler = vi.fn(() => 'here');
  const bridge = pageWith(handler);
  const add = vi.fn();
  const messages = [assistant(open('c1'))];
  for (const _ of [1, 2]) answerOpenCalls(bridge, messages, add);
  await expect.poll(() => add).toHaveBeenCalled();
  answerOpenCalls(bridge, messages, add);
  answerOpenCalls(bridge, structuredClone(messages), add);
  await expect.poll(() => add).toHaveBeenCalledTimes(2);
  expect(handler).toHaveBeenCalledTimes(1);
});

test.each([
  ['the same input', {}],
  ['another input', { precise: true }],
])(
  'a call whose id an earlier message has, with %s, does not change the output of the earlier one',
  async (_, input) => {
    const answers = ['Basel', 'Zürich'];
    const handler = vi.fn(() => answers.shift());
    const bridge = pageWith(handler);
    const turns = [[{ id: 'call_0', name: 'locate' }], 'done', [{ id: 'call_0', name: 'locate', input }]];
    const { transport } = route(createToolsFromClient([locate]), ...turns);
    const chat: PageChat = new PageChat(transport, () => {});
    const answer = () => answerOpenCalls(bridge, chat.messages, chat.addToolOutput, {});
    await chat.sendMessage({ text: 'one' });
    answer();
    await expect.poll(() => chat.messages.at(-1)?.parts.at(-1)).toMatchObject({ text: 'done' });
    await expect.poll(() => chat.status).toBe('ready');
    await chat.sendMessage({ text: 'two' });
    answer();
    expect(chat.toolParts).toMatchObject([{ output: 'Basel' }, { state: 'input-available' }]);
    expect(handler).toHaveBeenCalledTimes(1);
  },
);

test('a call that the store cannot record does not run, and its answer does not have the text of the error', async () => {
  const handler = vi.fn();
  const store = { ...memoryStore(), write: () => Promise.reject(new Error('Connection to 10.0.0.1 refused')) };
  const add = vi.fn();
  answerToolCall(pageWith(handler, store), { toolCallId: 'c1', toolName: 'locate', input: {} }, add, { thread: 't' });
  await expect.poll(() => add).toHaveBeenCalled();
  const errorText = expect.stringMatching(/^"locate" was not run: (?!.*refused)/);
  expect(add.mock.calls).toEqual([[{ tool: 'locate', toolCallId: 'c1', state: 'output-error', errorText }]]);
  expect(handler).not.toHaveBeenCalled();
});

test('a handler that interrupts a graph is answered with a failure, because a page has no graph', async () => {
  const interrupt = Object.assign(new Error('interrupt'), { is_bubble_up: true });
  const bridge = pageWith(() => {
    throw interrupt;
  });
  const add = vi.fn();
  answerToolCall(bridge, { toolCallId: 'c1', toolName: 'locate', input: {} }, add);
  await expect.poll(() => add).toHaveBeenCalledWith(expect.objectContaining({ state: 'output-error' }));
  expect(reported.mock.calls).toEqual([[interrupt]]);
});

test('thread requires a bridge with a journal, and must not be empty', () => {
  const call = { toolCallId: 'c1', toolName: 'locate', input: {} };
  expect(() => answerToolCall(pageWith(vi.fn()), call, vi.fn(), { thread: 't' })).toThrow('has no journal');
  const recorded = pageWith(vi.fn(), memoryStore());
  expect(() => answerToolCall(recorded, call, vi.fn(), { thread: '' })).toThrow('not an empty string');
});

test('a call of a thread runs once, in a page that was loaded again too, and another thread may have the same id', async () => {
  const store = memoryStore();
  const handler = vi.fn(() => 'here');
  for (const thread of ['t1', 't1', 't2']) {
    const add = vi.fn();
    answerOpenCalls(pageWith(handler, store), [assistant(open('c1'))], add, { thread });
    await expect.poll(() => add).toHaveBeenCalledWith({ tool: 'locate', toolCallId: 'c1', output: 'here' });
  }
  expect(handler).toHaveBeenCalledTimes(2);
});

test('a call that another page takes over before it starts here is answered with the result of that page', async () => {
  const store = memoryStore();
  const [handler, other] = [vi.fn(() => 'here'), vi.fn(() => 'there')];
  const taken = createGate();
  const [first, second] = [vi.fn(), vi.fn(taken.open)];
  const call = { toolCallId: 'c1', toolName: 'locate', input: {} };
  const write = vi.fn(store.write);
  write.mockImplementationOnce(store.write).mockImplementationOnce(async (...written) => {
    answerToolCall(pageWith(other, store, { leaseMs: 10 }), call, second, { thread: 't' });
    await taken.opened;
    return store.write(...written);
  });
  answerToolCall(pageWith(handler, { ...store, write }), call, first, { thread: 't' });
  const answer = { tool: 'locate', toolCallId: 'c1', output: 'there' };
  await expect.poll(() => first).toHaveBeenCalledWith(answer);
  expect(second).toHaveBeenCalledWith(answer);
  expect(handler).not.toHaveBeenCalled();
});

test('an answer that the page does not take is reported, and is passed again with the call; the handler does not run again', async () => {
  const handler = vi.fn(() => 'here');
  const bridge = pageWith(handler);
  const refused = new Error('the chat is full');
  const add = vi.fn().mockImplementationOnce(() => Promise.reject(refused));
  const call = { toolCallId: 'c1', toolName: 'locate', input: {} };
  answerToolCall(bridge, call, add);
  await expect.poll(() => reported.mock.calls).toEqual([[refused]]);
  answerToolCall(bridge, call, add);
  await expect.poll(() => add).toHaveBeenCalledTimes(2);
  expect(add.mock.calls).toEqual(Array(2).fill([{ tool: 'locate', toolCallId: 'c1', output: 'here' }]));
  expect(handler).toHaveBeenCalledTimes(1);
});

test('an addToolOutput that throws for a repeated id is reported, and does not fail the effect that passes the call', async () => {
  const bridge = pageWith(() => 'here');
  const refused = new Error('the chat is full');
  const add = vi.fn(() => {
    throw refused;
  });
  for (const input of [{}, { precise: true }])
    answerToolCall(bridge, { toolCallId: 'c1', toolName: 'locate', input }, add);
  await expect.poll(() => reported.mock.calls).toEqual([[refused], [refused]]);
});

test.each(['\0', 'call\ud800'])(
  'a call with the id %j, which no store takes, runs once in a thread',
  async (toolCallId) => {
    const store = memoryStore();
    const handler = vi.fn(() => 'here');
    for (const id of [toolCallId, toolCallId, 'call\ud801']) {
      const add = vi.fn();
      answerToolCall(pageWith(handler, store), { toolCallId: id, toolName: 'locate', input: {} }, add, { thread: 't' });
      await expect.poll(() => add.mock.calls).toEqual([[{ tool: 'locate', toolCallId: id, output: 'here' }]]);
    }
    expect(handler).toHaveBeenCalledTimes(2);
  },
);
