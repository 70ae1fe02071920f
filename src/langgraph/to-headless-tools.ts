import { readHeadlessAnswer } from '../langchain/to/read-headless-answer.js';
import { randomUUID } from '../random-uuid.js';
import { toText } from '../result/to-text.js';
import { canonical } from '../schema/canonical.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ToolResult } from '../types.js';

/** A tool as `useStream({ tools })` of `@langchain/langgraph-sdk` takes it. */
export interface HeadlessTool {
  readonly tool: { readonly name: string };
  execute(args: unknown): Promise<unknown>;
}

/**
 * Returns the tools of a bridge for `useStream({ tools })`, which answers the calls of a graph's headless tools with them, in
 * the page. The graph has the same tools without handlers. Tools that have no handler here are omitted.
 *
 * A call is answered with the handler's output; with `{ content, isError: false, artifact }` for a `toolResult()`, where
 * `artifact` is the output; and with `{ content, isError: true, artifact }` if it failed, where `content` is the message, which
 * is safe to show, and `artifact` is the error's data. Tools of `toolferry/langchain` read these as the result.
 *
 * LangGraph's client passes no call id to a tool: `toolCallId` of the handler's context is a random one. It answers no call after a
 * reload, and of parallel calls only the first (langgraph-sdk 1.12). `answerHeadlessCalls` has neither limit.
 *
 * @example
 * ```tsx
 * import { useStream } from '@langchain/langgraph-sdk/react';
 * import { createBridge, defineTool } from 'toolferry';
 * import { toHeadlessTools } from 'toolferry/langgraph';
 *
 * const locate = defineTool({
 *   name: 'locate',
 *   description: 'Where the user is',
 *   inputSchema: { type: 'object' },
 *   handler: () => ({ city: 'Basel' }),
 * });
 * const tools = toHeadlessTools(createBridge({ tools: [locate] }));
 *
 * export const useAgent = () => useStream({ apiUrl: 'http://localhost:2024', assistantId: 'agent', tools });
 * ```
 */
export function toHeadlessTools(bridge: Bridge): HeadlessTool[] {
  return [...bridge.tools].filter(({ handler }) => handler).map((tool) => toHeadlessTool(bridge, toolName(tool)));
}

function toHeadlessTool(bridge: Bridge, name: string): HeadlessTool {
  return {
    tool: { name },
    async execute(input) {
      return toAnswer(await bridge.execute({ id: randomUUID(), name, input }));
    },
  };
}

function toAnswer(result: ToolResult): unknown {
  const { output, content, error } = result;
  if (error) return { content: toText(result), isError: true, artifact: error.data };
  if (isReadAs(result, output)) return output;
  const printed = content && toText({ ...result, content: [] });
  const parts = content ?? [{ type: 'text', text: toText(result) }];
  return { content: printed ? [...parts, { type: 'text', text: printed }] : parts, isError: false, artifact: output };
}

/** Whether a plain output is read as this very result. An output may have the shape of an answer. */
function isReadAs(result: ToolResult, output: unknown): boolean {
  const call = { id: result.toolCallId, name: result.toolName, input: null };
  return canonical(readHeadlessAnswer(call, output)) === canonical(result);
}
