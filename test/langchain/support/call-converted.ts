import { type BridgeOptions, createBridge, type ExecuteOptions, type ToolResult, toolName } from 'toolferry';
import { type ConvertibleTool, type FromLangChainOptions, fromLangChainTool } from 'toolferry/langchain';

/** Converts a LangChain tool and calls it once through a bridge. */
export function callConverted(
  source: ConvertibleTool,
  input: unknown = {},
  { namespace, metadata, ...options }: ExecuteOptions & FromLangChainOptions & Pick<BridgeOptions, 'approve'> = {},
): Promise<ToolResult> {
  const tool = fromLangChainTool(source, { namespace, metadata });
  return createBridge({ tools: [tool] }).execute({ id: 'c1', name: toolName(tool), input }, options);
}
