import { AIMessage } from '@langchain/core/messages';
import * as ai from 'ai';
import { createAgent, fakeModel } from 'langchain';
import { type BridgeOptions, defineTool, type Pause, toolResult } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createToolsFromClient } from 'toolferry/langchain';
import { expect, test } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { startPydanticAgent } from '../peers/ag-ui/start-agents.ts';
import { useAgent } from '../peers/ag-ui/use-agent.ts';
import { places, recordingBridge } from './client-tools.ts';
import { docsCode } from './docs-code.ts';
import { runAgainAfterCrash } from './run-again.ts';
import { useThroughHandler } from './use-through-handler.ts';

const book = { id: 'book', name: 'book_room', input: { city: 'Bern' } };
const agent = useAgent(startPydanticAgent, {
  'Plan a trip': [
    {
      text: ['Let me ', 'look.'],
      calls: [
        { id: 'locate', name: 'locate', input: { n: 1 } },
        { id: 'camera', name: 'camera' },
        { id: 'weather', name: 'weather', input: { city: 'Basel' } },
        { id: 'book', name: 'book_room', input: { city: 'Basel' } },
      ],
    },
    { report: true },
  ],
  'Book a room': [{ calls: [book] }, { report: true }],
  'Book two rooms': [{ calls: [book, { id: 'other', name: 'book_room', input: { city: 'Thun' } }] }, { report: true }],
  'Take a picture': [{ calls: [{ id: 'camera', name: 'camera' }] }, { report: true }],
  'Use wrong input': [{ calls: [{ id: 'locate', name: 'locate', input: { n: 'x' } }] }, { report: true }],
  'Try twice': [
    { calls: [{ id: 'first', name: 'fail', input: { reason: 'no network' } }] },
    { calls: [{ id: 'second', name: 'weather', input: { city: 'Chur' } }] },
    { report: true },
  ],
  Crash: [{ calls: [{ id: 'crash', name: 'crash', input: { reason: 'out of memory' } }] }],
  'What do you know?': [{ report: true }],
  'Is it sunny?': [{ text: ['It ', 'is.'] }],
});

test('two client tools, a tool of pydantic-ai and one that is approved run once each in one turn', async () => {
  const events: unknown[] = [];
  const { bridge, ran } = recordingBridge(places, { approve: ({ call }) => call.name === 'book_room' });
  const { text, messages } = await bridge.run(agUIBackend(agent.url), 'Plan a trip', {
    onEvent: (event) => void (event.type === 'backend' && events.push(event.event)),
  });
  const results = {
    locate: { outcome: 'success', content: { place: 'Basel' } },
    camera: { outcome: 'success', content: 'a lake' },
    weather: { outcome: 'success', content: 'sunny in Basel' },
    book: { outcome: 'success', content: 'a room in Basel' },
  };
  expect(JSON.parse(text)).toEqual(results);
  expect(ran).toEqual(['locate {"n":1}', 'camera {}']);
  expect(await agent.ranIn('Basel')).toEqual(['weather', 'book_room']);
  expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(4);
  expect(events).toEqual([
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'look.' },
    { type: 'tool-call', call: { id: 'weather', name: 'weather', input: { city: 'Basel' } } },
    { type: 'tool-call', call: { id: 'book', name: 'book_room', input: { city: 'Basel' } } },
    { type: 'tool-result', result: { toolCallId: 'weather', toolName: 'weather', output: 'sunny in Basel' } },
    { type: 'tool-call', call: { id: 'locate', name: 'locate', input: { n: 1 } } },
    { type: 'tool-call', call: { id: 'camera', name: 'camera', input: {} } },
    { type: 'tool-result', result: { toolCallId: 'book', toolName: 'book_room', output: 'a room in Basel' } },
    { type: 'text', text },
  ]);
});

test.each<[string, BridgeOptions, object]>([
  [
    'denied with its reason',
    { approve: () => ({ approved: false, reason: 'too dear' }) },
    { outcome: 'denied', content: 'too dear' },
  ],
  ['cancelled where nobody decides', {}, { outcome: 'denied', content: 'Cancelled by user.' }],
])('a call of pydantic-ai is %s, it does not run, and a later turn still knows', async (_how, options, result) => {
  const { bridge } = recordingBridge({}, options);
  const first = await bridge.run(agUIBackend(agent.url), 'Book a room');
  expect(JSON.parse(first.text)).toEqual({ book: result });
  const messages = [...first.messages, { role: 'user' as const, content: 'What do you know?' }];
  const second = await bridge.run(agUIBackend(agent.url), { messages, threadId: first.threadId });
  expect(JSON.parse(second.text)).toEqual({ book: result });
  expect(await agent.ranIn('Bern')).toEqual([]);
});

test('of two approvals of pydantic-ai in one turn, the approved call runs', async () => {
  const { bridge } = recordingBridge({}, { approve: ({ call }) => call.id === 'other' });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Book two rooms');
  expect(JSON.parse(text)).toMatchObject({ book: { outcome: 'denied' }, other: { content: 'a room in Thun' } });
  expect([await agent.ranIn('Bern'), await agent.ranIn('Thun')]).toEqual([[], ['book_room']]);
});

test('a client tool that fails, and one that is called with wrong input, fail for the model of pydantic-ai', async () => {
  const { bridge, ran } = recordingBridge({
    ...places,
    camera: () => {
      throw new Error('no camera');
    },
  });
  const failed = await bridge.run(agUIBackend(agent.url), 'Take a picture');
  expect(JSON.parse(failed.text)).toEqual({ camera: { outcome: 'failed', content: 'no camera' } });
  const refused = await bridge.run(agUIBackend(agent.url), 'Use wrong input');
  const content = expect.stringContaining('n: must be number');
  expect(JSON.parse(refused.text)).toEqual({ locate: { outcome: 'failed', content } });
  expect(ran).toEqual(['camera {}']);
});

test('a tool of pydantic-ai that asks the model to try again does not end the run, and one that crashes does', async () => {
  const { bridge } = recordingBridge({});
  const { text } = await bridge.run(agUIBackend(agent.url), 'Try twice');
  expect(JSON.parse(text)).toMatchObject({
    first: { outcome: 'retried', content: expect.stringContaining('no network') },
    second: { outcome: 'success', content: 'sunny in Chur' },
  });
  await expect(bridge.run(agUIBackend(agent.url), 'Crash')).rejects.toMatchObject({
    code: 'run_failed',
    message: expect.stringContaining('out of memory'),
  });
});

test('the model of pydantic-ai gets the image of a client tool as an image', async () => {
  const { bridge } = recordingBridge({
    camera: () =>
      toolResult({
        content: [
          { type: 'text', text: 'A lake' },
          { type: 'file', mediaType: 'image/png', data: 'AAAA' },
        ],
      }),
  });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Take a picture');
  expect(JSON.parse(text)).toEqual({ camera: { outcome: 'success', content: ['A lake', 'image/png, 3 bytes'] } });
});

test('the conversation of docs/ag-ui.md with pydantic-ai has several turns, and each knows the ones before', async () => {
  const { startConversation } = await docsCode('ag-ui-pydantic');
  const say = startConversation(agent.url);
  const report = await say('Take a picture');
  expect(JSON.parse(report)).toMatchObject({ camera: { outcome: 'success', content: 'a lake' } });
  expect(await say('Is it sunny?')).toBe('It is.');
  expect(await say('What do you know?')).toBe(report);
});

test('answers that pydantic-ai gets again after a crash do not run the client tools again', async () => {
  const before = await agent.ranIn('Basel');
  const { text, ran } = await runAgainAfterCrash(agent.url, 'Plan a trip');
  expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(['book', 'camera', 'locate', 'weather']);
  expect(ran).toEqual([['locate {"n":1}', 'camera {}'], []]);
  // It does not know the request that it gets again.
  expect((await agent.ranIn('Basel')).slice(before.length)).toEqual(['weather', 'book_room', 'book_room']);
});

test('an approval of pydantic-ai is decided later, in another process', async () => {
  const { bridge } = recordingBridge(places, { approve: () => 'later' });
  const asked = bridge
    .run(agUIBackend(agent.url), 'Book a room')
    .catch(({ data }: { data: { pause: Pause } }) => data.pause);
  const pause: Pause = JSON.parse(JSON.stringify(await asked));
  const decisions = { book: { approved: true, digest: pause.calls[0]?.waiting?.digest } };

  const { text } = await recordingBridge(places).bridge.resume(agUIBackend(agent.url), pause, { decisions });
  expect(JSON.parse(text)).toEqual({ book: { outcome: 'success', content: 'a room in Bern' } });
});

test('agents of LangChain and of the AI SDK ask the agent of pydantic-ai, whose calls run here', async () => {
  const { bridge, ran } = recordingBridge(places);
  const askPlanner = defineTool({
    name: 'ask_planner',
    description: 'Asks the trip planner',
    inputSchema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
    async handler({ question }, { signal }) {
      const { text } = await bridge.run(agUIBackend(agent.url), question, { signal });
      return text;
    },
  });
  const question = 'Take a picture';
  const report = { camera: { outcome: 'success', content: 'a lake' } };

  const model = fakeModel().respondWithTools([{ name: 'ask_planner', args: { question }, id: 'a1' }]);
  const langChain = createAgent({
    model: model.respond(new AIMessage('Done.')),
    tools: createToolsFromClient([askPlanner]),
  });
  const { messages } = await langChain.invoke({ messages: [{ role: 'user', content: 'Go' }] });
  expect(JSON.parse(String(messages.at(-2)?.content))).toEqual(report);

  const { plannerTools } = await docsCode('ag-ui-planner');
  const { model: scripted } = scriptedModel([{ name: 'ask_planner', id: 'a1', input: { question: 'Is it sunny?' } }]);
  const tools = plannerTools(agent.url);
  const { steps } = await ai.generateText({ model: scripted, tools, prompt: 'Go', stopWhen: ai.isStepCount(2) });
  expect(steps[0]?.toolResults.map(({ output }) => output)).toEqual(['It is.']);
  expect(ran).toEqual(['camera {}']);
});

test('the official client uses pydantic-ai through the handler, which runs each call once in a conversation of two turns', async () => {
  const before = await agent.ranIn('Basel');
  const all = ['book', 'camera', 'locate', 'weather'];
  const expected = { errors: [], ran: ['camera', 'locate'], results: all, known: [all, all] };
  expect(await useThroughHandler(agent.url)).toEqual(expected);
  expect((await agent.ranIn('Basel')).slice(before.length)).toEqual(['weather', 'book_room']);
});
