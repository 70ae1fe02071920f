import type { ToolMessage } from '@langchain/core/messages';
import type { StructuredTool, StructuredToolInterface } from '@langchain/core/tools';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { createAgent } from 'langchain';
import { type Bridge, type ClientTool, createBridge, defineTool, toolResult } from 'toolferry';
import type { ATPServices } from 'toolferry/atp';
import {
  createToolsFromClient,
  embeddingFrom,
  type LangChainTool,
  type LangChainToolOutput,
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

// A tool call resolves to a message, plain arguments to what the handler returned, as JSON.
const tool = toLangChainTool(add);
expectTypeOf(tool.invoke({ type: 'tool_call', id: 'c1', name: 'add', args: {} })).resolves.toEqualTypeOf<ToolMessage>();
expectTypeOf(tool.invoke({ a: 1 })).resolves.toEqualTypeOf<number>();
// @ts-expect-error: another input
tool.invoke({ a: '1' });
// @ts-expect-error: a missing member
tool.invoke({});
const withDefault = toLangChainTool(
  defineTool({
    name: 'at',
    description: 'At',
    inputSchema: z.object({ day: z.number().default(1) }),
    handler: ({ day }) => (day > 0 ? new Date(day) : undefined),
  }),
);
expectTypeOf(withDefault.invoke({})).resolves.toEqualTypeOf<string | null>();
expectTypeOf(toLangChainTool(add, { errors: 'text' }).invoke({ a: 1 })).resolves.toEqualTypeOf<number | string>();
const rich = defineTool({ name: 'r', description: 'R', inputSchema: z.object({}), handler: () => toolResult({}) });
expectTypeOf(toLangChainTool(rich).invoke({})).resolves.toExtend<LangChainToolOutput>();
createAgent({ model, tools: [tool, withDefault, toLangChainTool(rich)] });

// Different tools convert in one `map`.
createAgent({ model, tools: [add, now].map(toLangChainTool) });
createAgent({ model, tools: [add, now].map((each) => toLangChainTool(each)) });

// A tool that is known only at run time has any object as its input.
declare const client: ClientTool;
expectTypeOf(toLangChainTool(client)).toEqualTypeOf<LangChainTool>();
expectTypeOf(toLangChainTool(client).invoke({ a: 1 })).resolves.not.toBeAny();
