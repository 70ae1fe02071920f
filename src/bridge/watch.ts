/** How a bridge is watched: its listeners, and what they are called with. @module */
import { type Emit, notify } from '../async/notify.js';
import type {
  BridgeEvent,
  BridgeOptions,
  CallEvent,
  ErrorContext,
  ExecuteOptions,
  RunRecord,
  ToolCall,
} from '../types.js';

/** Why a call needs approval. */
export interface AskReason {
  readonly reason: string;
  /** The error that `needsApproval` threw. */
  readonly cause?: unknown;
}

/** The options of a call, who listens to it, and where it is recorded. */
export interface CallOptions extends ExecuteOptions {
  readonly emit?: Emit<CallEvent> | undefined;
  readonly record?: RunRecord | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Why approval is requested where neither the policy nor the author requires it. */
  readonly mustAsk?: AskReason | undefined;
}

/** Calls the listener for errors. */
export type Report = (error: unknown, where: ErrorContext) => void;

/** The listeners of a bridge. */
export interface Watch {
  /** Absent where nobody listens. */
  readonly emit: Emit<BridgeEvent> | undefined;
  readonly report: Report;
}

/** Returns the function that reports errors; nothing is reported without a listener. */
export function createReport(onError: BridgeOptions['onError']): Report {
  return (error, where) => void notify(() => onError?.(error, where));
}

/** Returns where an error of a call was thrown. */
export function inCall(source: ErrorContext['source'], { name, id }: ToolCall): ErrorContext {
  return { source, toolName: name, toolCallId: id };
}
