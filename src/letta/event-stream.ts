import type { LettaEvent, LettaTurn } from './turn.js';

/** A turn as an async iterable of its events, `done` last. It starts with the loop, and leaving the loop early aborts it. */
export async function* eventStream(
  run: (onEvent: (event: LettaEvent) => void, signal: AbortSignal) => Promise<LettaTurn>,
  signal: AbortSignal | undefined,
): AsyncGenerator<LettaEvent, void, undefined> {
  const left = new AbortController();
  const events: LettaEvent[] = [];
  let wake = (): void => {};
  const push = (event: LettaEvent): void => {
    events.push(event);
    wake();
  };
  let outcome: { readonly error?: unknown } | undefined;
  const settle = (settled: { readonly error?: unknown }): void => {
    outcome = settled;
    wake();
  };
  const ended = run(push, signal ? AbortSignal.any([signal, left.signal]) : left.signal)
    .then((turn) => push({ type: 'done', turn }))
    .then(
      () => settle({}),
      (error: unknown) => settle({ error }),
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
    left.abort(new DOMException('The loop over this turn was left', 'AbortError'));
    await ended;
  }
  if ('error' in outcome) throw outcome.error;
}
