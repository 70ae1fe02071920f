/** Calls a listener synchronously. One that throws or rejects does not fail the work that it listens to. */
export async function notify(listener: () => unknown): Promise<void> {
  try {
    await listener();
  } catch {
    return;
  }
}

/** Returns a function that notifies a listener of each event, if there is one. */
export function notifier<Event>(listener: ((event: Event) => void) | undefined): (event: Event) => void {
  return (event) => void notify(() => listener?.(event));
}
