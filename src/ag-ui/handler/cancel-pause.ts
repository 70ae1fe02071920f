import type { Pause } from '../../types.js';

/** The parts of a handler that cancel calls. */
export interface Canceller {
  readonly backend: { cancel?(pause: Pause): Promise<void> };
  report(error: unknown): void;
}

/** Cancels the calls of a run that is over. A failure is reported, and leaves the thread usable. */
export async function cancelPause({ backend, report }: Canceller, pause: Pause): Promise<void> {
  try {
    await backend.cancel?.(pause);
  } catch (error) {
    report(error);
  }
}
