import { getProperty } from '../unknown.js';

/**
 * Whether a value is a LangGraph `Command` or a LangChain `ToolMessage`, or a list with one. By LangChain's own mark and a
 * method, which JSON cannot have: neither package may be installed.
 */
export function isForGraph(value: unknown): boolean {
  return [value].flat().some((each) => {
    const method = getProperty(each, '_updateAsTuples') ?? getProperty(each, '_getType');
    return typeof method === 'function' && getProperty(each, 'lc_direct_tool_output') === true;
  });
}
