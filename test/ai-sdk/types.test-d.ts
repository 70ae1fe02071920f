import {
  type EmbeddingModel,
  Experimental_Agent,
  generateText,
  type InferToolInput,
  type InferToolOutput,
  type LanguageModel,
  streamText,
  type Tool,
  type ToolSet,
} from 'ai';
import { type ContentPart, createBridge, defineTool, type JSONValue, toolResult } from 'toolferry';
import { createToolsFromClient, embeddingFrom, llmFrom, readToolOutput, toAISDKTool } from 'toolferry/ai-sdk';
import type { ATPServices } from 'toolferry/atp';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

declare const model: LanguageModel;
declare const embeddingModel: EmbeddingModel;

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: z.object({ a: z.number(), b: z.number().default(0) }),
  handler: ({ a, b }) => ({ sum: a + b }),
});
const find = defineTool({
  name: 'find',
  description: 'Find',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  handler: async ({ text }) => [text],
});
const pick = defineTool({ name: 'pick', description: 'Pick', inputSchema: z.object({ of: z.string() }) });

// The tools are accepted by every entry of the AI SDK without a cast.
const tools = createToolsFromClient(createBridge({ tools: [add, find] }));
expectTypeOf(tools).toEqualTypeOf<ToolSet>();
generateText({ model, tools, prompt: 'go' });
streamText({ model, tools: { ...tools }, prompt: 'go' });
new Experimental_Agent({ model, tools });

// One array may hold tools of different types.
createToolsFromClient([add, find, pick], {
  approve: () => true,
  approval: 'framework',
  progress: true,
  timeoutMs: 1000,
});

// One tool keeps its types. The input is what a model sends, before it is parsed.
const addTool = toAISDKTool(add);
expectTypeOf(addTool).toExtend<Tool<{ a: number; b?: number | undefined }, { sum: number }>>();
expectTypeOf<InferToolInput<typeof addTool>>().toEqualTypeOf<{ a: number; b?: number | undefined }>();
expectTypeOf<InferToolOutput<typeof addTool>>().toEqualTypeOf<{ sum: number }>();
expectTypeOf(toAISDKTool(find)).toExtend<Tool<{ text: string }, string[]>>();
const typed = { add: addTool, find: toAISDKTool(find), pick: toAISDKTool(pick) };
expectTypeOf(typed).toExtend<ToolSet>();
const generated = generateText({ model, tools: typed, prompt: 'go' });
streamText({ model, tools: typed, prompt: 'go' });
new Experimental_Agent({ model, tools: typed });

// The type of a rich result has the key of toolferry.
const look = defineTool({
  name: 'look',
  description: 'Look',
  inputSchema: z.object({}),
  handler: () => toolResult({ output: 1 }),
});
const lookTool = toAISDKTool(look);
expectTypeOf<InferToolOutput<typeof lookTool>['toolferry/result']['output']>().toEqualTypeOf<JSONValue>();

// readToolOutput knows the output of a typed tool, plain or rich.
declare const lookOutput: InferToolOutput<typeof lookTool>;
declare const addOutput: InferToolOutput<typeof addTool>;
expectTypeOf(readToolOutput(lookOutput).output).toEqualTypeOf<JSONValue>();
expectTypeOf(readToolOutput(lookOutput).content).toEqualTypeOf<readonly ContentPart[] | undefined>();
expectTypeOf(readToolOutput(addOutput).output).toEqualTypeOf<{ sum: number }>();
expectTypeOf(readToolOutput({} as unknown).output).toEqualTypeOf<unknown>();

// Calls and results are distinguished by name, with their own types.
export async function sums(): Promise<number[]> {
  const { toolResults } = await generated;
  return toolResults.flatMap((result) => (!result.dynamic && result.toolName === 'add' ? [result.output.sum] : []));
}

// Models serve an ATP connection.
expectTypeOf(llmFrom(model)).toExtend<ATPServices['llm']>();
expectTypeOf(embeddingFrom(embeddingModel)).toExtend<ATPServices['embedding']>();

// @ts-expect-error: not a source
createToolsFromClient({ tools: [add] });
// @ts-expect-error: not an approval mode
createToolsFromClient([add], { approval: 'nobody' });
