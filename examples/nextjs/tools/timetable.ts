import { defineTool } from 'toolferry';
import { z } from 'zod';

/** Runs on the server. */
export const timetable = defineTool({
  name: 'timetable',
  description: 'When the ferries leave a harbour',
  inputSchema: z.object({ harbour: z.string() }),
  handler: ({ harbour }) => `From ${harbour}: 8:00 and 17:30`,
});
