/** The tools that run on the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTool } from 'toolferry';

const weather = defineTool({
  name: 'weather',
  description: 'The weather at a position',
  inputSchema: {
    type: 'object',
    properties: { latitude: { type: 'number' }, longitude: { type: 'number' } },
    required: ['latitude', 'longitude'],
  },
  metadata: { operationType: 'read' },
  async handler({ latitude }, { signal }) {
    await sleep(400, undefined, { signal });
    return latitude > 55 ? '4 °C and wind' : '18 °C and sun';
  },
});

export const serverTools = [weather];
