/** What became of some work: its value, or why it was not waited for. A failure rejects. */
export type Outcome<Value> = { readonly value: Value } | { readonly stopped: 'aborted' | 'timeout' };

export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none if absent or infinite. */
  readonly timeoutMs?: number | undefined;
}

/** The longest delay that `setTimeout` keeps; above it fires at once. */
const longestDelay = 2 ** 31 - 1;

/**
 * Races work with a signal and a time-out. Both reach the work through its own signal, and the outcome does not wait for
 * work that ignores it: what comes later is dropped.
 */
export function within<Value>(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: Limits,
  work: (signal: AbortSignal) => Value | Promise<Value>,
): Promise<Outcome<Value>> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const stop = (stopped: 'aborted' | 'timeout', reason: unknown): void => {
      clear();
      controller.abort(reason);
      resolve({ stopped });
    };
    const onAbort = (): void => stop('aborted', signal?.reason);
    const onTimeout = (): void => stop('timeout', new DOMException('The time-out of this call passed', 'TimeoutError'));
    const timer = timeoutMs <= longestDelay ? setTimeout(onTimeout, timeoutMs) : undefined;
    const clear = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    start(work, controller.signal)
      .then((value) => resolve({ value }), reject)
      .finally(clear);
  });
}

/** Makes a synchronous throw a rejection. */
async function start<Value>(
  work: (signal: AbortSignal) => Value | Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  return work(signal);
}
