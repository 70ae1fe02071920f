import { isThenable } from '../unknown.js';
import { addAbortListener, removeAbortListener } from './abort-signal.js';

/** How a race ended: the work's value, or why the work was not awaited. */
export type Outcome<Value> = { readonly value: Value } | { readonly stopped: 'aborted' | 'timeout' };

/** An outcome, or the work's failure. */
export type Ending<Value> = Outcome<Value> | { readonly error: unknown };

export interface RaceLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none if absent or infinite. */
  readonly timeoutMs?: number | undefined;
}

type Work<Value> = (ownSignal: AbortSignal) => Value | PromiseLike<Value>;

/** The longest delay that `setTimeout` keeps; above it fires at once. */
const longestDelay = 2 ** 31 - 1;

/**
 * Races work against a signal and a time-out. Both reach the work through its own signal, and the outcome does not wait for
 * work that ignores it: a late value or failure is dropped. Work that returns its value at once has its outcome at once.
 * Rejects with the work's failure.
 */
export function race<Value>(limits: RaceLimits, work: Work<Value>): Outcome<Value> | Promise<Outcome<Value>> {
  return concludeRace(limits, work, orThrow<Value>);
}

function orThrow<Value>(ending: Ending<Value>): Outcome<Value> {
  if ('error' in ending) throw ending.error;
  return ending;
}

/** Runs the same race and returns what `conclude` makes of its ending. One promise less than `race` and `then`. */
export function concludeRace<Value, Result>(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: RaceLimits,
  work: Work<Value>,
  conclude: (ending: Ending<Value>) => Result,
): Result | Promise<Result> {
  if (signal?.aborted) return conclude({ stopped: 'aborted' });
  const own = new AbortController();
  const running: { ending?: Ending<Value>; wake?(): void } = {};
  const end = (ending: Ending<Value>): void => {
    if (running.ending !== undefined) return;
    running.ending = ending;
    running.wake?.();
  };
  const onAbort = (): void => {
    own.abort(signal?.reason);
    end({ stopped: 'aborted' });
  };
  if (signal) addAbortListener(signal, onAbort);

  const begun = begin(work, own.signal);
  if (!('then' in begun)) {
    if (signal) removeAbortListener(signal, onAbort);
    return conclude(running.ending ?? begun);
  }
  const finish = (): Result => {
    if (signal) removeAbortListener(signal, onAbort);
    return conclude(running.ending as Ending<Value>);
  };
  /** Not async: the frame of a function that waits takes twice the memory of this promise. */
  const wait = (): Promise<Result> =>
    new Promise((resolve, reject) => {
      const onTimeout = (): void => {
        own.abort(new DOMException('The time-out of this call passed', 'TimeoutError'));
        end({ stopped: 'timeout' });
      };
      const timer = timeoutMs <= longestDelay ? setTimeout(onTimeout, timeoutMs) : undefined;
      running.wake = () => {
        clearTimeout(timer);
        try {
          resolve(finish());
        } catch (error) {
          reject(error);
        }
      };
    });
  const settle = async (): Promise<Result> => {
    begun.then(
      (value) => end({ value }),
      (error: unknown) => end({ error }),
    );
    // Work that settles in this turn needs no timer, which would be a third of the cost of a call.
    await undefined;
    return running.ending === undefined ? wait() : finish();
  };
  return settle();
}

/** Starts the work. A synchronous throw becomes a rejection, and a thenable a promise. */
function begin<Value>(work: Work<Value>, ownSignal: AbortSignal): { readonly value: Value } | Promise<Value> {
  try {
    const value = work(ownSignal);
    return isThenable(value) ? Promise.resolve(value) : { value };
  } catch (error) {
    return Promise.reject(error);
  }
}
