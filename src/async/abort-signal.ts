/** Abort signals: a new one that never aborts, one listener for many calls, and the error of an aborted one. @module */

const inert = new WeakSet<AbortSignal>();

/** Returns a new signal that never aborts, for work whose caller passed none. A listener of it is not kept. */
export function neverAborted(): AbortSignal {
  const { signal } = new AbortController();
  inert.add(signal);
  return signal;
}

interface Listening {
  readonly listeners: Set<() => void>;
  readonly onAbort: () => void;
}

const listeningTo = new WeakMap<AbortSignal, Listening>();

/**
 * Calls a listener when a signal aborts.
 *
 * One event listener serves all calls under a signal: each additional one makes Node's `addEventListener` slower, and Node 20
 * prints a warning at the eleventh.
 */
export function addAbortListener(signal: AbortSignal, listener: () => void): void {
  if (inert.has(signal)) return;
  const { listeners } = listeningTo.get(signal) ?? listenTo(signal);
  listeners.add(listener);
}

export function removeAbortListener(signal: AbortSignal, listener: () => void): void {
  const listening = listeningTo.get(signal);
  if (listening === undefined || !listening.listeners.delete(listener) || listening.listeners.size > 0) return;
  listeningTo.delete(signal);
  signal.removeEventListener('abort', listening.onAbort);
}

function listenTo(signal: AbortSignal): Listening {
  const listeners = new Set<() => void>();
  const onAbort = (): void => {
    listeningTo.delete(signal);
    for (const listener of listeners) listener();
  };
  const listening = { listeners, onAbort };
  listeningTo.set(signal, listening);
  signal.addEventListener('abort', onAbort, { once: true });
  return listening;
}

/**
 * Returns what an aborted signal's work rejects with: the signal's reason, or an AbortError around a reason that is not an Error.
 * LangGraph writes into what it catches (1.4), which fails for a string.
 */
export function abortError({ reason }: AbortSignal): Error {
  if (reason instanceof Error) return reason;
  const message = typeof reason === 'string' ? reason : 'The call was aborted.';
  return Object.assign(new Error(message, { cause: reason }), { name: 'AbortError' });
}
