import type { ToolMessage } from '@langchain/core/messages';
import type { StructuredTool, StructuredToolInterface } from '@langchain/core/tools';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { createAgent } from 'langchain';
import { type Bridge, type ClientTool, createBridge, defineTool } from 'toolferry';
import type { ATPServices } from 'toolferry/atp';
import {
  createToolsFromClient,
  embeddingFrom,
  type LangChainTool,
  llmFrom,
  toLangChainTool,
} from 'toolferry/langchain';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: z.object({ a: z.number() }),
  handler: ({ a }) => a + 1,
});
const now = defineTool({ name: 'now', description: 'Now', inputSchema: { type: 'object' }, handler: () => new Date() });
const model = new ChatOpenAI({ model: 'gpt-5' });

// The tools are accepted everywhere without a cast, also together with other tools.
const tools = createToolsFromClient([add, now], { approve: () => true, errors: 'text' });
const more = [...tools, toLangChainTool(add)];
expectTypeOf(tools).toExtend<StructuredTool[]>();
expectTypeOf(tools).toExtend<StructuredToolInterface[]>();
createAgent({ model, tools });
createAgent({ model, tools: createToolsFromClient([add, now]) });
createAgent({ model, tools: more });
new ToolNode(tools);
model.bindTools(tools);

// Sources.
createToolsFromClient(createBridge());
createToolsFromClient({ bridge: createBridge() });
expectTypeOf(createToolsFromClient)
  .parameter(0)
  .toEqualTypeOf<Bridge | { readonly bridge: Bridge } | readonly ClientTool[]>();
// @ts-expect-error: a single tool is not a source
createToolsFromClient(add);
// @ts-expect-error: the tools are the source
createToolsFromClient([add], { tools: [now] });
// @ts-expect-error: there is no such mode
toLangChainTool(add, { errors: 'reject' });
createToolsFromClient([add], { errors: 'throw' });

// A provider's models are accepted, and serve an ATP connection.
expectTypeOf(llmFrom(model)).toExtend<ATPServices['llm']>();
expectTypeOf(embeddingFrom(new OpenAIEmbeddings())).toExtend<ATPServices['embedding']>();
// @ts-expect-error: not a chat model
llmFrom(new OpenAIEmbeddings());

// A tool call resolves to a message.
const tool: LangChainTool = toLangChainTool(add);
expectTypeOf(tool.invoke({ type: 'tool_call', id: 'c1', name: 'add', args: {} })).resolves.toEqualTypeOf<ToolMessage>();
expectTypeOf(tool.invoke({ a: 1 })).resolves.not.toBeAny();
