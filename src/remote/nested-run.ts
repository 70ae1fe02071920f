import type { RunOptions, ToolContext } from '../types.js';

/**
 * Returns the options of a run that a handler starts and whose output it needs. With a journal the run has the key of its call, so
 * that a call that is repeated continues it.
 */
export function nestedRun(
  { signal, caller, idempotencyKey }: ToolContext,
  isRecorded: boolean,
): Pick<RunOptions, 'signal' | 'caller' | 'key' | 'canWait'> {
  return { signal, caller, key: isRecorded ? idempotencyKey : undefined, canWait: false };
}
