import { argumentHint } from '../../tool/argument-hint.js';
import { butHint } from '../../tool/conversion-hint.js';
import type { ClientTool } from '../../types.js';
import { isThenable } from '../../unknown.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { checkOptions, type FromLangChainOptions, fromLangChainTool } from './from-langchain-tool.js';

/** LangChain's `BaseToolkit`, of any copy of its core. */
export type LangChainToolkit =
  | { getTools(): readonly ConvertibleTool[] }
  | { readonly tools: readonly ConvertibleTool[] };

/**
 * Converts LangChain tools to client tools; see `fromLangChainTool`.
 *
 * @param source A list of tools, or a toolkit.
 * @param options.namespace One namespace for all tools.
 * @param options.metadata Called for each tool with its name.
 * @throws ToolferryError `invalid_tool` for a tool that cannot be converted, TypeError for a value that is not a list
 * or a toolkit.
 * @example
 * ```ts
 * import type { StructuredToolInterface } from '@langchain/core/tools';
 * import { createToolsFromClient } from 'toolferry/ai-sdk';
 * import { fromLangChainTools } from 'toolferry/langchain';
 *
 * export const toToolSet = (tools: StructuredToolInterface[]) =>
 *   createToolsFromClient(fromLangChainTools(tools, { metadata: () => ({ requiresApproval: true }) }), {
 *     approve: () => false, // ask a person here
 *   });
 * ```
 */
export function fromLangChainTools(
  source: readonly ConvertibleTool[] | LangChainToolkit,
  options: FromLangChainOptions = {},
): ClientTool[] {
  checkOptions('fromLangChainTools()', options);
  return listOf(source).map((tool) => fromLangChainTool(tool, options));
}

function listOf(source: readonly ConvertibleTool[] | LangChainToolkit): readonly ConvertibleTool[] {
  if (Array.isArray(source)) return source;
  const { getTools, tools } = Object(source) as { getTools?(): unknown; tools?: unknown };
  const list = typeof getTools === 'function' ? getTools.call(source) : tools;
  if (Array.isArray(list)) return list;
  throw new TypeError(
    `fromLangChainTools() expects a list of LangChain tools or a toolkit${butHint(argumentHint(isThenable(list) ? list : source))}`,
  );
}
