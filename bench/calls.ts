/** What a call costs through toolferry, beside the frameworks' own tools with the same schema. Ratios: below 1 is cheaper. */
import { DynamicStructuredTool, tool as langChainTool } from '@langchain/core/tools';
import { tool as aiTool, asSchema } from 'ai';
import { defineTool } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { z } from 'zod';
import { compare } from './compare.ts';

const inputSchema = {
  type: 'object',
  properties: {
    path: { type: 'string', minLength: 1 },
    encoding: { enum: ['utf8', 'base64'] },
    limit: { type: 'integer', minimum: 1, maximum: 100 },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['path'],
  additionalProperties: false,
} as const;
const zodSchema = z.strictObject({
  path: z.string().min(1),
  encoding: z.enum(['utf8', 'base64']).optional(),
  limit: z.int().min(1).max(100).optional(),
  tags: z.array(z.string()).optional(),
});
const args = { path: 'notes.txt', encoding: 'utf8', limit: 10, tags: ['a', 'b'] };
const description = 'Read a file';
const handler = ({ path }: { path: string }) => `the text of ${path}`;
const client = defineTool({ name: 'read', description, inputSchema, handler });

const call = { type: 'tool_call' as const, id: 'call_1', name: 'read', args };
const [ours] = toLangChain([client]);
if (!ours) throw new Error('no tool');
const own = langChainTool(async (input) => handler(input as never), {
  name: 'read',
  description,
  schema: inputSchema as never,
});
const dynamic = new DynamicStructuredTool({
  name: 'read',
  description,
  schema: inputSchema as never,
  func: async (input: never) => handler(input),
});
await compare({
  title: "LangChain call, against LangChain's tool()",
  ours: () => ours.invoke(call),
  peer: () => own.invoke(call as never),
  atMost: 0.22,
});
await compare({
  title: 'LangChain call, against DynamicStructuredTool',
  ours: () => ours.invoke(call),
  peer: () => dynamic.invoke(call as never),
  atMost: 0.5,
});

interface Callable {
  readonly inputSchema: unknown;
  execute(input: unknown, options: { toolCallId: string; messages: []; context: undefined }): unknown;
}
const validateAndExecute = (tool: Callable) => async () => {
  const checked = await asSchema(tool.inputSchema as never).validate?.(args);
  if (!checked?.success) throw new Error('invalid');
  return tool.execute(checked.value, { toolCallId: 'call_1', messages: [], context: undefined });
};
await compare({
  title: 'AI SDK call, against a hand-written tool() with zod',
  ours: validateAndExecute(toAISDK([client]).read as unknown as Callable),
  peer: validateAndExecute(aiTool({ description, inputSchema: zodSchema, execute: handler }) as unknown as Callable),
  atMost: 0.8,
});
