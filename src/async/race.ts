import { isThenable } from '../unknown.js';
import { onAbort } from './abort-signal.js';

/** How a race ended: the work's value, or why the work was not awaited. */
export type Outcome<Value> = { readonly value: Value } | Stopped;
interface Stopped {
  readonly stopped: 'aborted' | 'timeout';
}

export interface RaceLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none if absent or infinite. */
  readonly timeoutMs?: number | undefined;
}

/** `ownSignal` returns the work's own signal. It is created on first use: most work never reads it, and it costs 4 µs on Node 20. */
type Work<Value> = (ownSignal: () => AbortSignal) => Value | PromiseLike<Value>;

/** The longest delay that `setTimeout` keeps; above it fires at once. */
const longestDelay = 2 ** 31 - 1;

/**
 * Races work with a signal and a time-out. Both reach the work through its own signal, and the outcome does not wait for work
 * that ignores it: a late value or failure is dropped. Work that returns its value at once has its outcome at once. Rejects if
 * the work fails.
 */
export function race<Value>(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: RaceLimits,
  work: Work<Value>,
): Outcome<Value> | Promise<Outcome<Value>> {
  if (signal?.aborted) return { stopped: 'aborted' };
  const own = openOwnSignal();
  let settle: ((outcome: Stopped) => void) | undefined;
  const stop = (stopped: Stopped['stopped'], reason: unknown): void => {
    own.abort(reason);
    settle?.({ stopped });
  };
  const removeListener = signal && onAbort(signal, () => stop('aborted', signal.reason));

  const begun = begin(work, own.signal);
  if (!('then' in begun)) {
    removeListener?.();
    return own.isAborted() ? { stopped: 'aborted' } : begun;
  }
  return new Promise((resolve, reject) => {
    const onTimeout = (): void => stop('timeout', new DOMException('The time-out of this call passed', 'TimeoutError'));
    const timer = timeoutMs <= longestDelay ? setTimeout(onTimeout, timeoutMs) : undefined;
    const clear = (): void => {
      clearTimeout(timer);
      removeListener?.();
    };
    settle = (outcome) => {
      clear();
      resolve(outcome);
    };
    if (own.isAborted()) settle({ stopped: 'aborted' });
    begun.then(
      (value) => {
        clear();
        resolve({ value });
      },
      (error: unknown) => {
        clear();
        reject(error);
      },
    );
  });
}

interface OwnSignal {
  signal(): AbortSignal;
  abort(reason: unknown): void;
  isAborted(): boolean;
}

function openOwnSignal(): OwnSignal {
  let controller: AbortController | undefined;
  let aborted: { readonly reason: unknown } | undefined;
  return {
    signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (aborted) controller.abort(aborted.reason);
      }
      return controller.signal;
    },
    abort(reason) {
      aborted = { reason };
      controller?.abort(reason);
    },
    isAborted: () => aborted !== undefined,
  };
}

/** Turns a synchronous throw into a rejection, and a thenable into a promise. */
function begin<Value>(work: Work<Value>, ownSignal: () => AbortSignal): { readonly value: Value } | Promise<Value> {
  try {
    const value = work(ownSignal);
    return isThenable(value) ? Promise.resolve(value) : { value };
  } catch (error) {
    return Promise.reject(error);
  }
}
