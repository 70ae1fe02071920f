import type { ExecuteOptions, ToolCall, ToolResult } from '../types.js';
import type { Rules } from './execute.js';

/** What only calls need is loaded by the first one, as the JSON Schema validator is: who only shows tools does without. */
export const loadCalls = (): Promise<Calls> => import('./calls.js');

type Calls = typeof import('./calls.js');

let loaded: Calls | undefined;

/** Executes a call: at once, but for the first one in this process. */
export function call(rules: Rules, toolCall: ToolCall, options?: ExecuteOptions): Promise<ToolResult> {
  return loaded ? loaded.execute(rules, toolCall, options) : callFirst(rules, toolCall, options);
}

async function callFirst(rules: Rules, toolCall: ToolCall, options?: ExecuteOptions): Promise<ToolResult> {
  loaded = await loadCalls();
  return loaded.execute(rules, toolCall, options);
}
