import { dynamicTool, jsonSchema, type ToolSet, tool } from 'ai';
import { type ClientTool, createBridge } from 'toolferry';
import { type FromAISDKOptions, fromAISDKTool, fromAISDKTools, toAISDKTool } from 'toolferry/ai-sdk';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

declare const set: ToolSet;

// Tools of every kind are accepted without a cast.
const tools = {
  add: tool({
    description: 'Add',
    inputSchema: z.object({ a: z.number(), b: z.number().default(1) }),
    execute: ({ a, b }) => ({ sum: a + b }),
  }),
  steps: tool({
    inputSchema: jsonSchema<{ n: number }>({ type: 'object' }),
    async *execute({ n }) {
      yield n;
    },
  }),
  ask: tool({ inputSchema: z.object({}), outputSchema: z.string() }),
  any: dynamicTool({ inputSchema: jsonSchema({}), execute: async (input) => input }),
};
expectTypeOf(fromAISDKTool('add', tools.add)).toEqualTypeOf<Promise<ClientTool>>();
expectTypeOf(fromAISDKTools(tools)).toEqualTypeOf<Promise<ClientTool[]>>();
fromAISDKTools({ ...set, ...tools });
createBridge({ tools: await fromAISDKTools(tools) });

const client: ClientTool = { name: 'a', description: 'A', inputSchema: {} };
fromAISDKTool('a', toAISDKTool(client));

export const options: FromAISDKOptions = {
  namespace: 'web',
  metadata: (name) => (name === 'add' ? { operationType: 'read' } : undefined),
  context: () => ({ user: 1 }),
  major: 5,
};

// @ts-expect-error: major is only for tools of ai 5
fromAISDKTool('add', tools.add, { major: 6 });
// @ts-expect-error: not a tool
fromAISDKTool('add', 'tool');
