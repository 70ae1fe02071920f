import type { ApprovalContext } from '../types.js';
import { getProperty } from '../unknown.js';

/** The second argument of an AI SDK tool's `execute`, as far as ai 5, 6 and 7 share it. */
export interface ToolExecutionOptions {
  readonly toolCallId: string;
  readonly messages?: readonly unknown[] | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Of ai 7. */
  readonly context?: unknown;
}

/** Whether ai 7 or later calls: it is the first with `context`, and sets the key even when there is no context. */
export function isFromSeven(options: ToolExecutionOptions): boolean {
  return 'context' in options;
}

/** Returns the AI SDK's own options if it is the caller, and options made from the call if not. */
export function toExecutionOptions(
  { toolCallId, signal, caller }: ApprovalContext,
  defaultContext: unknown,
): ToolExecutionOptions {
  const options = caller?.kind === 'ai-sdk' ? (caller.options as object) : undefined;
  return { messages: [], ...withContext(options, defaultContext), toolCallId, abortSignal: signal };
}

/** The context is called `context` in ai 7, and `experimental_context` before. */
export function withContext(options: object | undefined, defaultContext: unknown): object {
  const context = contextOf(options) ?? defaultContext;
  return context === undefined ? { ...options } : { ...options, context, experimental_context: context };
}

function contextOf(options: object | undefined): unknown {
  return getProperty(options, 'context') ?? getProperty(options, 'experimental_context');
}
