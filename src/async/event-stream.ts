/**
 * Yields the events that the work emits. The work starts with the loop over them, and leaving the loop early aborts the work's
 * signal. If the work rejects, the loop throws that error after the last event.
 */
export async function* eventStream<Event>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Event, void, undefined> {
  const left = new AbortController();
  const events: Event[] = [];
  let outcome: { readonly error?: unknown } | undefined;
  let wake = (): void => {};
  const emit = (event: Event): void => {
    events.push(event);
    wake();
  };
  const end = (settled: { readonly error?: unknown }): void => {
    outcome = settled;
    wake();
  };
  const ended = work(emit, signal ? AbortSignal.any([signal, left.signal]) : left.signal).then(
    () => end({}),
    (error: unknown) => end({ error }),
  );
  try {
    for (;;) {
      yield* events.splice(0);
      if (events.length > 0) continue;
      if (outcome !== undefined) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    left.abort(new DOMException('The loop over these events ended early', 'AbortError'));
    await ended;
  }
  if ('error' in outcome) throw outcome.error;
}
