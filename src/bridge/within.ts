import { isPromise } from './is-promise.js';

/** What became of some work: its value, or why it was not waited for. A failure rejects. */
export type Outcome<Value> = { readonly value: Value } | Stopped;
interface Stopped {
  readonly stopped: 'aborted' | 'timeout';
}

export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none if absent or infinite. */
  readonly timeoutMs?: number | undefined;
}

type Work<Value> = (signal: AbortSignal) => Value | PromiseLike<Value>;

/** The longest delay that `setTimeout` keeps; above it fires at once. */
const longestDelay = 2 ** 31 - 1;

/**
 * Races work with a signal and a time-out. Both reach the work through its own signal, and the outcome does not wait for
 * work that ignores it: what comes later is dropped. Work that gives its value at once has its outcome at once.
 */
export function within<Value>(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: Limits,
  work: Work<Value>,
): Outcome<Value> | Promise<Outcome<Value>> {
  if (signal?.aborted) return { stopped: 'aborted' };
  const own = new AbortController();
  let settle: ((outcome: Stopped) => void) | undefined;
  const stop = (stopped: Stopped['stopped'], reason: unknown): void => {
    own.abort(reason);
    settle?.({ stopped });
  };
  const onAbort = (): void => stop('aborted', signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });

  const begun = begin(work, own.signal);
  if (!('then' in begun)) {
    signal?.removeEventListener('abort', onAbort);
    return own.signal.aborted ? { stopped: 'aborted' } : begun;
  }
  return new Promise((resolve, reject) => {
    const onTimeout = (): void => stop('timeout', new DOMException('The time-out of this call passed', 'TimeoutError'));
    const timer = timeoutMs <= longestDelay ? setTimeout(onTimeout, timeoutMs) : undefined;
    const clear = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    settle = (outcome) => {
      clear();
      resolve(outcome);
    };
    if (own.signal.aborted) settle({ stopped: 'aborted' });
    begun.then((value) => resolve({ value }), reject).finally(clear);
  });
}

/** Makes a synchronous throw a rejection, and what has a `then` a promise. */
function begin<Value>(work: Work<Value>, own: AbortSignal): { readonly value: Value } | Promise<Value> {
  try {
    const value = work(own);
    return isPromise(value) ? Promise.resolve(value) : { value };
  } catch (error) {
    return Promise.reject(error);
  }
}
