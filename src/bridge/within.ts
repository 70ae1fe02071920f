import { isPromise } from './is-promise.js';

/** What became of some work: its value, or why it was not waited for. A failure rejects. */
export type Outcome<Value> = { readonly value: Value } | { readonly stopped: 'aborted' | 'timeout' };

export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none if absent or infinite. */
  readonly timeoutMs?: number | undefined;
}

/** Gives the work's own signal, which is made when somebody asks for it: most work never does. */
type OwnSignal = () => AbortSignal;
type Work<Value> = (own: OwnSignal) => Value | PromiseLike<Value>;

/** The longest delay that `setTimeout` keeps; above it fires at once. */
const longestDelay = 2 ** 31 - 1;

/**
 * Races work with a signal and a time-out. Both reach the work through its own signal, and the outcome does not wait for
 * work that ignores it: what comes later is dropped. Work that gives its value at once has its outcome at once.
 */
export function within<Value>(limits: Limits, work: Work<Value>): Outcome<Value> | Promise<Outcome<Value>> {
  const { signal } = limits;
  if (signal?.aborted) return { stopped: 'aborted' };
  let own: AbortController | undefined;
  const controller = (): AbortController => {
    own ??= new AbortController();
    if (signal?.aborted) own.abort(signal.reason);
    return own;
  };
  const value = begin(work, () => controller().signal);
  return isPromise(value) || signal?.aborted ? race(limits, Promise.resolve(value), controller) : { value };
}

/** Makes a synchronous throw a rejection. */
function begin<Value>(work: Work<Value>, own: OwnSignal): Value | PromiseLike<Value> {
  try {
    const value = work(own);
    return isPromise(value) ? Promise.resolve(value) : value;
  } catch (error) {
    return Promise.reject(error);
  }
}

function race<Value>(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: Limits,
  work: Promise<Value>,
  controller: () => AbortController,
): Promise<Outcome<Value>> {
  return new Promise((resolve, reject) => {
    const stop = (stopped: 'aborted' | 'timeout', reason: unknown): void => {
      clear();
      controller().abort(reason);
      resolve({ stopped });
    };
    const onAbort = (): void => stop('aborted', signal?.reason);
    const onTimeout = (): void => stop('timeout', new DOMException('The time-out of this call passed', 'TimeoutError'));
    const timer = timeoutMs <= longestDelay ? setTimeout(onTimeout, timeoutMs) : undefined;
    const clear = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    work.then((value) => resolve({ value }), reject).finally(clear);
  });
}
