import { createBridge, defineTool } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { expect, test } from 'vitest';
import { startPydanticAgent } from '../peers/ag-ui/start-agents.ts';
import { useAgent } from '../peers/ag-ui/use-agent.ts';

const agent = useAgent(startPydanticAgent, {
  'Plan a trip': [
    {
      text: ['Let me ', 'look.'],
      calls: [
        { id: 'locate 1', name: 'locate', input: { precise: true } },
        { id: 'camera 1', name: 'camera' },
        { id: 'weather 1', name: 'weather', input: { city: 'Basel' } },
        { id: 'book 1', name: 'book_room', input: { city: 'Basel' } },
      ],
    },
    { report: true },
  ],
});

test('two client tools, a tool of pydantic-ai and one that is approved run once each in one turn', async () => {
  const ran: unknown[] = [];
  const tool = (name: string, output: unknown) =>
    defineTool({
      name,
      description: name,
      inputSchema: { type: 'object', properties: { precise: { type: 'boolean' } } },
      handler: (input) => {
        ran.push({ name, input });
        return output;
      },
    });
  const bridge = createBridge({
    tools: [tool('locate', { place: 'Basel' }), tool('camera', 'a lake')],
    approve: ({ call }) => call.name === 'book_room',
  });
  const { text } = await bridge.run(agUIBackend(agent.url), 'Plan a trip');
  expect(JSON.parse(text)).toEqual({
    'locate 1': { outcome: 'success', content: { place: 'Basel' } },
    'camera 1': { outcome: 'success', content: 'a lake' },
    'weather 1': { outcome: 'success', content: 'sunny in Basel' },
    'book 1': { outcome: 'success', content: 'a room in Basel' },
  });
  expect(ran).toEqual([
    { name: 'locate', input: { precise: true } },
    { name: 'camera', input: {} },
  ]);
  expect(await agent.ran()).toEqual([
    { name: 'weather', input: { city: 'Basel' } },
    { name: 'book_room', input: { city: 'Basel' } },
  ]);
});
