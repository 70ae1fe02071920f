import type { ClientTool } from '../../types.js';
import { convertTool } from './convert-tool.js';
import { checkOptions, type FromAISDKOptions } from './from-options.js';
import type { AISDKTool } from './source-tool.js';

/**
 * Converts an AI SDK tool to a client tool, for ATP, LangChain, or the AI SDK under a bridge's policy. Accepts tools of
 * ai 4 (`parameters`) to 7, made by any copy of the AI SDK.
 *
 * The tool's own schema validates inputs, and `execute` gets the parsed value. Each value that `execute` yields is
 * reported as progress, and the last one is the output. The result of `toModelOutput` becomes the content, or the
 * failure. `needsApproval` becomes the client tool's own condition for approval. A tool without `execute` becomes a
 * headless tool.
 *
 * The client tool also carries the members that only the AI SDK understands, and they are restored when it becomes an
 * AI SDK tool again: `title`, `strict`, `inputExamples`, `providerOptions`, `metadata`, `deferLoading`, a description
 * that is a function, and the `onInput…` hooks. For other frameworks `conversionLosses` lists them.
 *
 * For a tool that toolferry made, returns the very client tool that it was made from, or with another name, a
 * `namespace` or `metadata` a copy with those changes. If its bridge has a `policy`, returns a copy to which that policy
 * still applies in every other bridge. Loads `ai`, if it is installed, to read schemas of zod and other libraries.
 *
 * @param name The tool's name in its tool set.
 * @param options.major `5` for a tool with a `toModelOutput` that was written for ai 5; it cannot be detected.
 * @param options.toolApproval The option of the same name of ai 7's `generateText`.
 * @returns Rejects with a ToolferryError `invalid_tool` for a tool that a provider or a generation of the AI SDK runs,
 * and for a schema or a description that cannot be read.
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
  checkOptions('fromAISDKTool()', options);
  return convertTool(name, { [name]: tool }, options);
}
