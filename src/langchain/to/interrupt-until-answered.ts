/** More answers than any run has. An `interrupt` that never pauses must not loop forever. */
const maxAnswers = 1000;

/**
 * Interrupts the graph until each call has an answer under its id, and returns the answers by call id. Throws what `interrupt`
 * throws. A call has no answer if `interrupt` returns, again and again, without one.
 *
 * Answers are keyed by tool call id, because LangGraph matches resume values by the order of `interrupt()` calls, which can
 * differ from the order of the tool calls. An answer for other calls is ignored.
 *
 * @param toPayload Returns what the interrupt shows, for the calls that still have no answer.
 */
export function interruptUntilAnswered<Call extends { readonly id: string }>(
  calls: readonly Call[],
  interrupt: (payload: unknown) => unknown,
  toPayload: (waiting: readonly Call[]) => unknown,
): ReadonlyMap<string, unknown> {
  const answers = new Map<string, unknown>();
  for (let count = 0; count < maxAnswers; count++) {
    const waiting = calls.filter(({ id }) => !answers.has(id));
    if (waiting.length === 0) break;
    const answer = interrupt(toPayload(waiting));
    for (const { id } of waiting)
      if (typeof answer === 'object' && answer !== null && Object.hasOwn(answer, id))
        answers.set(id, (answer as Record<string, unknown>)[id]);
  }
  return answers;
}
