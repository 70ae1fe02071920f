import type { ApprovalContext } from '../types.js';
import { getProperty } from '../unknown.js';

/** What `execute` gets beside the input; the part that ai 5, 6 and 7 share. */
export interface CallOptions {
  readonly toolCallId: string;
  readonly messages?: readonly unknown[] | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Whether ai 7 or later calls: it is the first with `context`, and has the key also where there is none. */
export function isFromSeven(options: CallOptions): boolean {
  return 'context' in options;
}

/** The AI SDK's own options where it is the caller, else as far as they are known. `own`: the context where it has none. */
export function callOptions({ toolCallId, signal, caller }: ApprovalContext, own: unknown): CallOptions {
  const options = caller?.kind === 'ai-sdk' ? (caller.options as object) : undefined;
  return { messages: [], ...withContext(options, own), toolCallId, abortSignal: signal };
}

/** `context` is named so in ai 7, and `experimental_context` before. */
export function withContext(options: object | undefined, own: unknown): object {
  const context = contextOf(options) ?? own;
  return context === undefined ? { ...options } : { ...options, context, experimental_context: context };
}

function contextOf(options: object | undefined): unknown {
  return getProperty(options, 'context') ?? getProperty(options, 'experimental_context');
}
