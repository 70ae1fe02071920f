import { failure } from '../result/failure.js';
import type { Bridge, ExecuteOptions, ToolCall, ToolResult } from '../types.js';
import { type CallScope, callKey } from './call-key.js';

/** The scope of a call, or why it is not known. */
export type FoundScope = CallScope | { readonly problem: string; readonly cause?: unknown };

/**
 * Executes a call of a framework's agent, whose repetitions have the same scope: they return the recorded result. A call without
 * a scope is not run, because a repetition of it would run it again.
 */
export async function executeOnce(
  bridge: Bridge,
  call: ToolCall,
  scope: FoundScope,
  options: ExecuteOptions,
): Promise<ToolResult> {
  if ('message' in scope) return bridge.execute(call, { ...options, key: await callKey(scope, call.id) });
  const message = `"${call.name}" was not run, because its call cannot be recorded: ${scope.problem}.`;
  return failure(call, 'journal_failed', message, { cause: scope.cause });
}
