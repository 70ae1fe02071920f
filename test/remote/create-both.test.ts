import type { BridgeEvent } from 'toolferry';
import { expect, test } from 'vitest';
import { addToBoth } from '../../src/remote/add-to-both.js';
import { createBoth } from '../../src/remote/create-both.js';

const tool = (name: string) => ({
  name,
  description: 'A tool',
  inputSchema: { type: 'object', nullable: true },
  handler: () => name,
});

test('the warnings of a tool that is in both bridges are emitted once, and the calls of both', async () => {
  const events: BridgeEvent[] = [];
  const { served, bridge } = createBoth({ tools: [tool('first')], onEvent: (event) => void events.push(event) });
  addToBoth(served, bridge, [tool('second')]);
  const warned = events.flatMap((event) => (event.type === 'tool-warnings' ? event.toolName : []));
  expect(warned).toEqual(['first', 'second']);
  for (const each of [served, bridge]) await each.execute({ id: 'c', name: 'first', input: {} });
  expect(events.filter(({ type }) => type === 'call-finished')).toHaveLength(2);
});
