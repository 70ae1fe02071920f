import type { RecordedCall, ToolResult } from '../types.js';
import { isSafeToRepeat, resultOf } from './cut-off-call.js';
import { type HeldCall, isAborted } from './held-calls.js';

/** The record as a call needs it. */
interface CallRecord {
  /** Returns the idempotency key of a call. */
  readonly keyOf: (callId: string) => Promise<string>;
  /** Resolves when the start of the call is written. */
  readonly save: () => Promise<void>;
}

/**
 * Runs a call once it is written that it starts. One that was cut off is run again only if that is safe, or if its tool knows
 * that it never took effect.
 */
export async function runCall(
  call: HeldCall,
  recorded: RecordedCall,
  { keyOf, save }: CallRecord,
): Promise<ToolResult> {
  if (call.isCutOff) {
    const isSafe = isSafeToRepeat(recorded.tool);
    const known = isSafe ? undefined : await resultOf(recorded, await keyOf(call.id));
    call.isCutOff = isAborted(known);
    if (known) return known;
  }
  call.started = true;
  const [idempotencyKey] = await Promise.all([keyOf(call.id), save()]);
  // Aborted in the meantime: the handler does not run.
  if (recorded.signal?.aborted) call.started = undefined;
  try {
    return await recorded.start(idempotencyKey);
  } catch (error) {
    // A framework's interrupt: the framework repeats the call, which is then not one that was cut off.
    call.started = undefined;
    throw error;
  }
}
