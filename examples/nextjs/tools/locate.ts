import { defineTool } from 'toolferry';
import { z } from 'zod';

/** Has no handler here: the page answers its calls. */
export const locate = defineTool({
  name: 'locate',
  description: 'Where the user is',
  inputSchema: z.object({}),
});
