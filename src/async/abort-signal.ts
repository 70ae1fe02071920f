/** Abort signals: a new one that never aborts, and one listener for many calls. @module */

/** Returns a new signal that never aborts, for work whose caller passed none. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

interface Listening {
  readonly listeners: Set<() => void>;
  readonly abort: () => void;
}

const listeningTo = new WeakMap<AbortSignal, Listening>();

/**
 * Calls a listener when a signal aborts. Returns a function that removes it.
 *
 * One event listener serves all calls under a signal: each additional one makes Node's `addEventListener` slower, and Node 20
 * prints a warning at the eleventh.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const { listeners, abort } = listeningTo.get(signal) ?? listenTo(signal);
  listeners.add(listener);
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return;
    listeningTo.delete(signal);
    signal.removeEventListener('abort', abort);
  };
}

function listenTo(signal: AbortSignal): Listening {
  const listeners = new Set<() => void>();
  const abort = (): void => {
    listeningTo.delete(signal);
    for (const listener of listeners) listener();
  };
  const listening = { listeners, abort };
  listeningTo.set(signal, listening);
  signal.addEventListener('abort', abort, { once: true });
  return listening;
}
