import { isObject } from '../unknown.js';

/**
 * Whether a value is a LangGraph `Command` or a LangChain `ToolMessage`, by LangChain's own mark and a method, which JSON cannot
 * have. Neither package may be installed.
 */
export function isDirectOutput(value: unknown): boolean {
  if (!isObject(value) || value.lc_direct_tool_output !== true) return false;
  return typeof value._updateAsTuples === 'function' || typeof value._getType === 'function';
}

/** Whether a value is for a LangGraph graph only: a direct output, or a list with one. */
export function isForGraph(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isDirectOutput) : isDirectOutput(value);
}
