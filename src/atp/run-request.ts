import { addAbortListener, removeAbortListener } from '../async/abort-signal.js';
import { type Outcome, race } from '../async/race.js';

/** Milliseconds that a request may still take after an abort. An execution that pauses in this time is cancelled. */
export const graceMs = 1_000;

interface RequestLimits {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Runs a request, and lets go of it when its time has passed or `graceMs` after an abort. Both reach the request through its
 * own signal, and the outcome does not wait for one that ignores it.
 */
export async function runRequest<Value>(
  { signal, timeoutMs }: RequestLimits,
  request: (cut: AbortSignal) => Promise<Value>,
): Promise<Outcome<Value>> {
  const letGo = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const onAbort = (): void => {
    grace = setTimeout(() => letGo.abort(signal?.reason), graceMs);
  };
  if (signal) addAbortListener(signal, onAbort);
  try {
    return await race({ signal: letGo.signal, timeoutMs }, request);
  } finally {
    if (signal) removeAbortListener(signal, onAbort);
    clearTimeout(grace);
  }
}
