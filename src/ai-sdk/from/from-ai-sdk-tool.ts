import type { ClientTool } from '../../types.js';
import { convertTool } from './convert-tool.js';
import type { FromAISDKOptions } from './from-options.js';
import type { AISDKTool } from './source-tool.js';

/**
 * Makes an AI SDK tool a client tool, for ATP, LangChain or the AI SDK under a bridge's policy.
 *
 * Its own schema decides about inputs, and `execute` gets the parsed value. Each value that `execute` yields is progress,
 * the last one is the output; what `toModelOutput` says is the content, or the failure. `needsApproval` is the tool's own
 * condition for asking. A tool without `execute` becomes one without handler. Takes tools of ai 4 (`parameters`) to 7, made
 * by any copy of the AI SDK.
 *
 * What only the AI SDK understands travels along unseen, and is said again where the tool becomes an AI SDK tool:
 * `title`, `strict`, `inputExamples`, `providerOptions`, `metadata`, `deferLoading`, a description that is a function, and
 * the `onInput…` hooks. For other frameworks `conversionLosses` lists it.
 *
 * A tool that toolferry made comes back as the very client tool it was made from (with another name, or `namespace` or
 * `metadata`, as a copy that has them). Zod 3 and 4.0 schemas are read by `ai` itself, all others without loading it.
 *
 * @param name The tool's name in its tool set.
 * @param options.major `5` for a tool written for ai 5 that has a `toModelOutput`; it cannot be told by looking.
 * @param options.toolApproval What ai 7's `generateText` was given under this name.
 * @returns Rejects with a ToolferryError `invalid_tool` for tools that a provider or a generation of the AI SDK runs, for a
 * schema or a description that cannot be read.
 * @example
 * ```ts
 * import { tool } from 'ai';
 * import { fromAISDKTool } from 'toolferry/ai-sdk';
 * import { z } from 'zod';
 *
 * const shout = tool({
 *   description: 'Say it louder',
 *   inputSchema: z.object({ text: z.string() }),
 *   execute: ({ text }) => text.toUpperCase(),
 * });
 * export const clientTool = await fromAISDKTool('shout', shout, { metadata: () => ({ operationType: 'read' }) });
 * ```
 */
export async function fromAISDKTool(
  name: string,
  tool: AISDKTool,
  options: FromAISDKOptions = {},
): Promise<ClientTool> {
  return convertTool(name, { [name]: tool }, options);
}
