import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { generate } from './support/generate.js';

const inputSchema = { type: 'object' } as const;
const metadata = { operationType: 'destructive' } as const;

test("an approval that is put off in an AI SDK agent denies the call, and says where 'later' works", async () => {
  const ran: unknown[] = [];
  const remove = defineTool({
    name: 'remove',
    description: 'Remove a file',
    inputSchema,
    metadata,
    handler: (input) => void ran.push(input),
  });
  const tools = createToolsFromClient([remove], { approve: () => 'later' });
  const { errors } = await generate(tools, [{ name: 'remove', id: 'c1', input: {} }]);
  expect(errors).toMatchObject([
    { code: 'denied', message: expect.stringContaining("approve answered 'later', which works only in a run") },
  ]);
  expect(ran).toEqual([]);
});
