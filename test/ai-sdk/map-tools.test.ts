import { defineTool } from 'toolferry';
import { toAISDKTool } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';

const inputSchema = { type: 'object' } as const;
const one = defineTool({ name: 'one', description: 'One', inputSchema, handler: () => 1 });
const two = defineTool({ name: 'two', description: 'Two', inputSchema, handler: async () => 'two' });

test('tools.map(toAISDKTool) converts different tools, and ignores their index', async () => {
  const converted = [one, two].map(toAISDKTool);
  expect(converted.map(({ description }) => description)).toEqual(['One', 'Two']);
  expect(await Promise.all(converted.map((tool) => tool.execute({})))).toEqual([1, 'two']);
});
