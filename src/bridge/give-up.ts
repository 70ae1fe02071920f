import { codeOf, isBubbleUp } from '../errors.js';
import type { Pause } from '../types.js';
import type { Run } from './recorded-run.js';

/** Cancels the pending calls, unless the run may continue. A failing `cancel` never hides why the run ended. */
export async function giveUp<Request, Output>(
  run: Run<Request, Output>,
  pause: Pause,
  reason: unknown,
): Promise<never> {
  const waits = codeOf(reason) === 'approval_pending' || isBubbleUp(reason);
  const isCancelled = !waits && (await isHeld(run)) && (await cancel(run, pause));
  await run.record?.failed(reason, isCancelled);
  throw reason;
}

/** Returns whether no other process has the run. A process that stood still finds out when it writes. */
async function isHeld<Request, Output>({ record }: Run<Request, Output>): Promise<boolean> {
  try {
    await record?.settled([]);
    return true;
  } catch {
    return false;
  }
}

async function cancel<Request, Output>({ backend }: Run<Request, Output>, pause: Pause): Promise<boolean> {
  try {
    await backend.cancel?.(pause);
    return true;
  } catch {
    return false;
  }
}
