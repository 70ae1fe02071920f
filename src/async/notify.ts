/** Calls a listener synchronously. One that throws or rejects does not fail the work that it listens to. */
export async function notify(listener: () => unknown, onError?: (error: unknown) => void): Promise<void> {
  try {
    await listener();
  } catch (error) {
    onError?.(error);
  }
}

/** Calls a listener with an event. */
export type Emit<Event> = (event: Event) => void;

/**
 * Returns the function that notifies a listener of events; undefined if there is none, so that no event is made. The listener gets
 * copies: nothing that it changes has an effect.
 */
export function notifier<Event>(
  listener: ((event: Event) => void) | undefined,
  onError: (error: unknown) => void,
): Emit<Event> | undefined {
  return listener && ((event) => void notify(() => listener(structuredClone(event)), onError));
}

/** Returns the function that calls both; undefined if there is neither. */
export function emitToBoth<Event>(
  one: Emit<Event> | undefined,
  other: Emit<Event> | undefined,
): Emit<Event> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return (event) => {
    one(event);
    other(event);
  };
}
