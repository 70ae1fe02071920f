/**
 * Work that emits events, as an async iterable of them. The work starts with the loop, and leaving the loop early aborts its
 * signal. Throws what the work rejects with, after the events before it.
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
    left.abort(new DOMException('The loop over these events was left', 'AbortError'));
    await ended;
  }
  if ('error' in outcome) throw outcome.error;
}
