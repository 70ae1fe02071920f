/**
 * Letta passes on a model's call ids as they are, and some models say the same ones again in a later round of a turn (0.16.8).
 * The bridge answers an id that it knows from its journal: there a repeated one has the round's run beside it.
 */
export function callIdInRun(id: string, runId: string): string {
  return `${id}@${runId}`;
}

/** The id by which the server knows a call of this run. */
export function serverCallId(id: string, runId: string): string {
  const suffix = callIdInRun('', runId);
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
