import { JsonToolkit } from '@langchain/classic/agents/toolkits';
import { JsonSpec } from '@langchain/classic/tools';
import { RunnableLambda } from '@langchain/core/runnables';
import {
  type ClientTool as AnyLangChainTool,
  BaseToolkit,
  DynamicStructuredTool,
  DynamicTool,
  StructuredTool,
  type StructuredToolInterface,
  tool,
} from '@langchain/core/tools';
import { tool as headlessTool } from 'langchain';
import type { ClientTool } from 'toolferry';
import { fromLangChainTool, fromLangChainTools, toLangChainTool } from 'toolferry/langchain';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { secondCopies, zod3 } from '../peers/langchain-0.3/second-copies.ts';

const named = { name: 'find', description: 'Find' };
const echo = async (input: unknown) => input;

class UserTool extends StructuredTool {
  name = 'user_tool';
  description = 'A user-defined tool';
  schema = z.object({ a: z.number() });
  protected override async _call({ a }: { a: number }) {
    return a;
  }
}

// Each kind of tool is accepted without a cast, also with `exactOptionalPropertyTypes`, and also in one list.
const tools = fromLangChainTools([
  tool(echo, { ...named, schema: z.object({ a: z.number().optional() }) }),
  tool(({ a }: { a: number }) => a, { ...named, schema: { type: 'object' } }),
  tool(async (text: string) => text, named),
  new DynamicTool({ ...named, func: async (text) => text }),
  new DynamicStructuredTool({ ...named, schema: z3.object({ a: z3.number() }), func: echo }),
  new UserTool(),
  RunnableLambda.from((input: { a: number }) => input.a).asTool({ ...named, schema: z.object({ a: z.number() }) }),
  headlessTool({ ...named, schema: z.object({ a: z.number() }) }),
  toLangChainTool({ ...named, inputSchema: {} }),
]);
expectTypeOf(tools).toEqualTypeOf<ClientTool[]>();

declare const any: AnyLangChainTool;
declare const list: readonly StructuredToolInterface[];
expectTypeOf(fromLangChainTool(any)).toEqualTypeOf<ClientTool>();
fromLangChainTools(list, {
  namespace: 'files',
  metadata: (name) => ({ operationType: name === 'a' ? 'read' : 'write' }),
});

// Toolkits, and tools of another copy of LangChain's core.
class Kit extends BaseToolkit {
  tools: StructuredToolInterface[] = [];
}
const Old = secondCopies['0.3'].DynamicStructuredTool;
const old = new Old({ ...named, schema: zod3.object({ a: zod3.string() }), func: async ({ a }) => a });
expectTypeOf(fromLangChainTools(new Kit())).toEqualTypeOf<ClientTool[]>();
fromLangChainTools(new JsonToolkit(new JsonSpec({})));
fromLangChainTools({ tools: [old] });
fromLangChainTool(old);
// @ts-expect-error: getTools() must not return a promise
fromLangChainTools({ getTools: async () => [old] });

// @ts-expect-error: a provider's tool cannot run in this process
fromLangChainTool({ type: 'web_search', name: 'web_search' });
// @ts-expect-error: a list is for fromLangChainTools
fromLangChainTool(list);
// @ts-expect-error: metadata is a function of the name
fromLangChainTools(list, { metadata: { operationType: 'read' } });
