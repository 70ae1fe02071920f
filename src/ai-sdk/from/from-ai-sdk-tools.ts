import { ToolferryError } from '../../errors.js';
import { argumentHint } from '../../tool/argument-hint.js';
import { butHint } from '../../tool/conversion-hint.js';
import type { ClientTool } from '../../types.js';
import { isObject, isThenable } from '../../unknown.js';
import { convertTool } from './convert-tool.js';
import { checkOptions, type FromAISDKOptions } from './from-options.js';
import type { AISDKTool } from './source-tool.js';

/**
 * Converts the tools of a tool set to client tools, in the set's order; see `fromAISDKTool`.
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
 *       // The option that `generateText` had.
 *       toolApproval: { pay: { type: 'user-approval', reason: 'it costs money' } },
 *     }),
 *   );
 * ```
 */
export async function fromAISDKTools<Tools extends Readonly<Record<string, AISDKTool>>>(
  tools: Tools,
  options: FromAISDKOptions<Tools> = {},
): Promise<ClientTool[]> {
  checkOptions('fromAISDKTools()', options as FromAISDKOptions);
  if (!isToolSet(tools))
    throw new TypeError(
      `fromAISDKTools() expects a set of AI SDK tools, { name: tool }${butHint(argumentHint(tools))}`,
    );
  const conversions = await Promise.allSettled(
    Object.keys(tools).map((name) => convertTool(name, tools, options as FromAISDKOptions)),
  );
  const failures = conversions.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) throw asOneError(failures);
  return conversions.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

function isToolSet(tools: unknown): boolean {
  if (!isObject(tools) || isThenable(tools)) return false;
  return Object.values(tools).every((tool) => tool === undefined || isObject(tool));
}

/**
 * An error that is not about a refused tool was thrown by the caller's `metadata` or `context`; it is returned
 * unchanged.
 */
function asOneError(failures: readonly unknown[]): unknown {
  const refused = failures.filter(ToolferryError.isInstance);
  if (refused.length < failures.length || refused.length === 1)
    return failures.find((failure) => !ToolferryError.isInstance(failure)) ?? refused[0];
  return new ToolferryError('invalid_tool', refused.map(({ message }) => message).join(' '), {
    data: refused.flatMap(({ data }) => data),
  });
}
