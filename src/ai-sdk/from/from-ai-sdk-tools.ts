import { ToolferryError } from '../../errors.js';
import type { ClientTool } from '../../types.js';
import { convertTool } from './convert-tool.js';
import type { FromAISDKOptions } from './from-options.js';
import type { AISDKTool } from './source-tool.js';

/**
 * Makes client tools of a whole tool set, in its order; see `fromAISDKTool`.
 *
 * @returns Rejects with one ToolferryError `invalid_tool` that names every tool that cannot be converted.
 * @example
 * ```ts
 * import { type ToolSet } from 'ai';
 * import { fromAISDKTools } from 'toolferry/ai-sdk';
 * import { createToolsFromClient } from 'toolferry/langchain';
 *
 * export const toLangChain = async (tools: ToolSet) =>
 *   createToolsFromClient(
 *     await fromAISDKTools(tools, {
 *       metadata: (name) => (name.startsWith('delete') ? { operationType: 'destructive' } : undefined),
 *       // As it was given to `generateText`.
 *       toolApproval: { pay: { type: 'user-approval', reason: 'it costs money' } },
 *     }),
 *   );
 * ```
 */
export async function fromAISDKTools<Tools extends Readonly<Record<string, AISDKTool>>>(
  tools: Tools,
  options: FromAISDKOptions<Tools> = {},
): Promise<ClientTool[]> {
  const read = await Promise.allSettled(
    Object.keys(tools).map((name) => convertTool(name, tools, options as FromAISDKOptions)),
  );
  const failures = read.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) throw asOne(failures);
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** Anything but a refused tool is the caller's own error (of `metadata` or `context`) and stays what it is. */
function asOne(failures: readonly unknown[]): unknown {
  const refused = failures.filter(ToolferryError.isInstance);
  if (refused.length < failures.length || refused.length === 1)
    return failures.find((failure) => !ToolferryError.isInstance(failure)) ?? refused[0];
  return new ToolferryError('invalid_tool', refused.map(({ message }) => message).join(' '), {
    data: refused.flatMap(({ data }) => data),
  });
}
