/** The cost of a call through toolferry and of the frameworks' own tools with the same schema. Ratios: below 1 is cheaper. */
import { DynamicStructuredTool, tool as langChainTool } from '@langchain/core/tools';
import { tool as aiTool, asSchema } from 'ai';
import { defineTool } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { compare } from './compare.ts';
import { readFile, type Shape, shapes, small } from './shapes.ts';

const description = 'Do it';
/** As real handlers are: async, and with a result of its own at each call. */
const handler = async (input: unknown) => ({ received: Object.keys(input as object).length });

for (const shape of shapes) await aiSDK(shape, 1.25);
await aiSDK(readFile, 0.8);
for (const shape of shapes) await langChain(shape, 0.25);
await langChain(readFile, 0.25);
for (const [shape, atMost] of [[readFile, 0.5] as const, ...small.map((each) => [each, 1.1] as const)])
  await dynamicTool(shape, atMost);

interface Callable {
  readonly inputSchema: unknown;
  execute(input: unknown, options: { toolCallId: string; messages: []; context: undefined }): unknown;
}

/** Validate and execute, as `generateText` does. */
function aiSDK({ title, inputSchema, zodSchema, input }: Shape, atMost: number): Promise<void> {
  const validateAndExecute = (tool: Callable) => async () => {
    const checked = await asSchema(tool.inputSchema as never).validate?.(input);
    if (!checked?.success) throw new Error('invalid');
    return tool.execute(checked.value, { toolCallId: 'call_1', messages: [], context: undefined });
  };
  const ours = toAISDK([defineTool({ name: 'work', description, inputSchema, handler })]).work;
  const peer = aiTool({ description, inputSchema: zodSchema, execute: handler });
  return compare({
    title: `AI SDK, ${title}: against tool() with zod`,
    ours: validateAndExecute(ours as unknown as Callable),
    peer: validateAndExecute(peer as unknown as Callable),
    atMost,
  });
}

/** A tool call in, a tool message out. */
function langChain({ title, inputSchema, input }: Shape, atMost: number): Promise<void> {
  const peer = langChainTool(handler, { name: 'work', description, schema: inputSchema as never });
  return againstLangChain(`LangChain, ${title}: against tool()`, inputSchema, input, peer, atMost);
}

function dynamicTool({ title, inputSchema, input }: Shape, atMost: number): Promise<void> {
  const peer = new DynamicStructuredTool({ name: 'work', description, schema: inputSchema as never, func: handler });
  const ours = `LangChain, ${title}: against DynamicStructuredTool`;
  return againstLangChain(ours, inputSchema, input, peer, atMost);
}

function againstLangChain(
  title: string,
  inputSchema: Shape['inputSchema'],
  args: object,
  peer: { invoke(call: never): Promise<unknown> },
  atMost: number,
): Promise<void> {
  const [ours] = toLangChain([defineTool({ name: 'work', description, inputSchema, handler })]);
  if (!ours) throw new Error('no tool');
  const call = { type: 'tool_call' as const, id: 'call_1', name: 'work', args };
  return compare({ title, ours: () => ours.invoke(call as never), peer: () => peer.invoke(call as never), atMost });
}
