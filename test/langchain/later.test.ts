import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { expect, test } from 'vitest';

const inputSchema = { type: 'object' } as const;
const metadata = { operationType: 'destructive' } as const;

test("an approval that is put off in a LangChain agent denies the call, and says where 'later' works", async () => {
  const ran: unknown[] = [];
  const remove = defineTool({
    name: 'remove',
    description: 'Remove a file',
    inputSchema,
    metadata,
    handler: (input) => void ran.push(input),
  });
  const [tool] = createToolsFromClient([remove], { approve: () => 'later' });
  const message = await tool?.invoke({ type: 'tool_call', id: 'c1', name: 'remove', args: {} });
  expect(message).toMatchObject({
    status: 'error',
    content: expect.stringContaining("approve answered 'later', which works only in a run"),
  });
  expect(ran).toEqual([]);
});
