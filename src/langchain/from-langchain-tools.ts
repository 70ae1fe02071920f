import type { ClientTool } from '../types.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { type FromLangChainOptions, fromLangChainTool } from './from-langchain-tool.js';

/**
 * LangChain tools as client tools, each as by `fromLangChainTool`.
 *
 * @param options.namespace One for all.
 * @param options.metadata Asked for each tool by its name.
 * @throws ToolferryError `invalid_tool` for one that cannot be converted.
 * @example
 * ```ts
 * import type { StructuredToolInterface } from '@langchain/core/tools';
 * import { createToolsFromClient } from 'toolferry/ai-sdk';
 * import { fromLangChainTools } from 'toolferry/langchain';
 *
 * export const toToolSet = (tools: StructuredToolInterface[]) =>
 *   createToolsFromClient(fromLangChainTools(tools, { metadata: () => ({ requiresApproval: true }) }), {
 *     approve: ({ call }) => confirm(`Run ${call.name}?`),
 *   });
 * ```
 */
export function fromLangChainTools(
  tools: readonly ConvertibleTool[],
  options: FromLangChainOptions = {},
): ClientTool[] {
  return tools.map((tool) => fromLangChainTool(tool, options));
}
