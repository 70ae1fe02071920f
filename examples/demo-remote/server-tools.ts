/** The tools that run on the server. */
import { defineTool } from 'toolferry';

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;

const weather = defineTool({
  name: 'weather',
  description: 'The weather in a city',
  inputSchema: city,
  metadata: { operationType: 'read' },
  handler: (input) => `sunny in ${input.city}`,
});

const bookRoom = defineTool({
  name: 'book_room',
  description: 'Book a room in a city',
  inputSchema: city,
  metadata: { requiresApproval: true },
  handler: (input) => `a room in ${input.city}`,
});

export const serverTools = [weather, bookRoom];
