import { type BridgeOptions, toolResult } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { expect, test } from 'vitest';
import { startLangGraphAgent } from '../peers/ag-ui/start-agents.ts';
import { useAgent } from '../peers/ag-ui/use-agent.ts';
import { places, recordingBridge } from './client-tools.ts';
import { docsCode } from './docs-code.ts';
import { runAgainAfterCrash } from './run-again.ts';
import { useThroughHandler } from './use-through-handler.ts';

const book = (city: string) => ({ id: 'book', name: 'book_room', input: { city } });
const look = [
  { id: 'locate', name: 'locate', input: { n: 1 } },
  { id: 'camera', name: 'camera' },
  { id: 'weather', name: 'weather', input: { city: 'Basel' } },
];
const agent = useAgent(startLangGraphAgent, {
  'Look around': [{ text: ['Let me ', 'look.'], calls: look }, { report: true }],
  'Plan a trip': [{ calls: [...look, book('Basel')] }, { report: true }],
  'Book a room': [{ calls: [book('Bern')] }, { report: true }],
  'Book a room in Chur': [{ calls: [book('Chur')] }, { report: true }],
  'Book two rooms': [{ calls: [book('Thun'), { ...book('Thun'), id: 'other' }] }],
  'Take a picture': [{ calls: [{ id: 'camera', name: 'camera' }] }, { report: true }],
  'Fail once': [{ calls: [{ id: 'fail', name: 'fail', input: { reason: 'no network' } }] }, { report: true }],
  Crash: [{ calls: [{ id: 'crash', name: 'crash', input: { reason: 'out of memory' } }] }],
  'Ask me': [{ calls: [{ id: 'ask', name: 'ask_city' }] }],
  'What do you know?': [{ report: true }],
  'Is it sunny?': [{ text: ['It ', 'is.'] }],
});

test('two client tools and a tool of a LangGraph agent in Python run once each, although the stream drops parts of the calls', async () => {
  const events: unknown[] = [];
  const { bridge, ran } = recordingBridge(places);
  const { text, messages } = await bridge.run(agUIBackend(agent.url), 'Look around', {
    onEvent: (event) => void (event.type === 'backend' && events.push(event.event)),
  });
  expect(JSON.parse(text)).toEqual({
    locate: { outcome: 'success', content: '{"place":"Basel"}' },
    camera: { outcome: 'success', content: 'a lake' },
    weather: { outcome: 'success', content: 'sunny in Basel' },
  });
  expect(ran).toEqual(['locate {"n":1}', 'camera {}']);
  expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(3);
  expect(events).toEqual([
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'look.' },
    { type: 'tool-call', call: { id: 'locate', name: 'locate', input: { n: 1 } } },
    { type: 'tool-call', call: { id: 'camera', name: 'camera', input: {} } },
    { type: 'tool-call', call: { id: 'weather', name: 'weather', input: { city: 'Basel' } } },
    { type: 'tool-result', result: { toolCallId: 'weather', toolName: 'weather', output: 'sunny in Basel' } },
    { type: 'text', text },
  ]);
});

test.each<[string, string, BridgeOptions, object]>([
  ['approved', 'Book a room', { approve: () => true }, { outcome: 'success', content: 'a room in Bern' }],
  [
    'denied with its reason',
    'Book a room in Chur',
    { approve: () => ({ approved: false, reason: 'too dear' }) },
    { outcome: 'error', content: 'denied: too dear' },
  ],
  ['cancelled where nobody decides', 'Book a room in Chur', {}, { outcome: 'error', content: 'denied: None' }],
])('an interrupt of a LangGraph agent in Python about a call is %s', async (_how, request, options, result) => {
  const { bridge } = recordingBridge({}, options);
  const { text } = await bridge.run(agUIBackend(agent.url), request);
  expect(JSON.parse(text)).toEqual({ book: result });
  expect(await agent.ranIn('Chur')).toEqual([]);
});

test('two interrupts of one turn end the run, because ag-ui-langgraph cannot answer them, and neither call runs', async () => {
  const { bridge } = recordingBridge({}, { approve: () => true });
  await expect(bridge.run(agUIBackend(agent.url), 'Book two rooms')).rejects.toMatchObject({
    code: 'run_failed',
    message: expect.stringContaining('multiple pending interrupts'),
  });
  expect(await agent.ranIn('Thun')).toEqual([]);
});

test('client tools and an approval of one turn are answered, and each client tool runs once', async () => {
  const { bridge, ran } = recordingBridge(places, { approve: () => true });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Plan a trip');
  expect(JSON.parse(text)).toMatchObject({
    locate: { content: '{"place":"Basel"}' },
    camera: { content: 'a lake' },
    book: { content: 'a room in Basel' },
  });
  expect(ran).toEqual(['locate {"n":1}', 'camera {}']);
});

test('an interrupt of a LangGraph agent in Python that is about no call is an error with the question', async () => {
  const { bridge } = recordingBridge({});
  await expect(bridge.run(agUIBackend(agent.url), 'Ask me')).rejects.toMatchObject({
    code: 'cannot_pause',
    data: { interrupt: { message: 'Which city?' } },
  });
});

test('failures reach the model of a LangGraph agent in Python, and a crash ends the run', async () => {
  const { bridge } = recordingBridge({
    camera: () => {
      throw new Error('no camera');
    },
  });
  const client = await bridge.run(agUIBackend(agent.url), 'Take a picture');
  expect(JSON.parse(client.text)).toMatchObject({ camera: { content: 'no camera' } });
  const server = await bridge.run(agUIBackend(agent.url), 'Fail once');
  expect(JSON.parse(server.text)).toEqual({ fail: { outcome: 'error', content: 'no network' } });
  await expect(bridge.run(agUIBackend(agent.url), 'Crash')).rejects.toMatchObject({
    code: 'run_failed',
    message: expect.stringContaining('out of memory'),
  });
});

test('a LangGraph agent in Python, which declares no version, gets the text and the name of an image', async () => {
  const content = [
    { type: 'text', text: 'A lake' },
    { type: 'file', mediaType: 'image/png', data: 'AAAA' },
  ] as const;
  const { bridge } = recordingBridge({ camera: () => toolResult({ content }) });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Take a picture');
  expect(JSON.parse(text).camera.content).toBe('A lake\n[image/png]');
});

test('the conversation of docs/ag-ui.md with a LangGraph agent in Python has several turns, and each knows the ones before', async () => {
  const { startConversation } = await docsCode('ag-ui-langgraph');
  const say = startConversation(agent.url);
  const report = await say('Take a picture');
  expect(JSON.parse(report)).toMatchObject({ camera: { outcome: 'success', content: 'a lake' } });
  expect(await say('Is it sunny?')).toBe('It is.');
  expect(await say('What do you know?')).toBe(report);
});

test('answers that a LangGraph agent in Python gets again after a crash run no tool again', async () => {
  const before = await agent.ranIn('Basel');
  const { text, ran } = await runAgainAfterCrash(agent.url, 'Plan a trip');
  expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(['book', 'camera', 'locate', 'weather']);
  expect(ran).toEqual([['locate {"n":1}', 'camera {}'], []]);
  expect((await agent.ranIn('Basel')).slice(before.length)).toEqual(['weather', 'book_room']);
});

test('the official client uses a LangGraph agent in Python through the handler, which runs each call once in a conversation of two turns', async () => {
  const before = await agent.ranIn('Basel');
  const all = ['book', 'camera', 'locate', 'weather'];
  const expected = { errors: [], ran: ['camera', 'locate'], results: all, known: [all, all] };
  expect(await useThroughHandler(agent.url)).toEqual(expected);
  expect((await agent.ranIn('Basel')).slice(before.length)).toEqual(['weather', 'book_room']);
});
