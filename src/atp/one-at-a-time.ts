const key = Symbol.for('toolferry.atp.requests');

/**
 * Does the work when all earlier work for that server is done, in this process. Work whose turn comes after its abort is
 * not begun. Why: atp-server 0.19.17 mixes up executions whose requests overlap; results of one appear in another, also
 * across sessions.
 */
export function oneAtATime<Value>(server: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  const last = lastRequests();
  const turn = (last.get(server) ?? Promise.resolve()).then(() => {
    signal.throwIfAborted();
    return work();
  });
  const done = turn.then(ignore, ignore).then(() => {
    if (last.get(server) === done) last.delete(server);
  });
  last.set(server, done);
  return turn;
}

/** The last request to each server: one map for all copies of this package in the process. */
function lastRequests(): Map<string, Promise<void>> {
  const shared = globalThis as { [key]?: Map<string, Promise<void>> };
  shared[key] ??= new Map();
  return shared[key];
}

function ignore(): void {}
