import type { ToolSet } from 'ai';
import { ToolferryError } from '../errors.js';
import type { ClientTool } from '../types.js';
import { type FromAISDKOptions, fromAISDKTool } from './from-ai-sdk-tool.js';

/**
 * Makes client tools of a whole tool set, in its order; see {@link fromAISDKTool}.
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
 *     }),
 *   );
 * ```
 */
export async function fromAISDKTools(tools: ToolSet, options?: FromAISDKOptions): Promise<ClientTool[]> {
  const read = await Promise.allSettled(
    Object.entries(tools).map(([name, tool]) => fromAISDKTool(name, tool, options)),
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
