import { race } from './race.js';

const shared = Symbol.for('toolferry.turns');

/**
 * Starts the work when all earlier work under that name in this process has ended. An abort before that rejects at once, and
 * the work does not start; after that, aborting is up to the work.
 */
export function oneAtATime<Value>(
  name: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const last = lastWork();
  const begin = (): Promise<Value> => {
    signal?.throwIfAborted();
    return work();
  };
  const earlier = last.get(name);
  const turn = earlier === undefined ? Promise.resolve().then(begin) : untilAborted(signal, earlier).then(begin);
  const done = Promise.all([earlier, turn.then(ignore, ignore)]).then(() => {
    if (last.get(name) === done) last.delete(name);
  });
  last.set(name, done);
  return turn;
}

async function untilAborted(signal: AbortSignal | undefined, earlier: Promise<void>): Promise<void> {
  await race({ signal }, () => earlier);
}

/** The last work under each name: one map for all copies of this package in the process. */
function lastWork(): Map<string, Promise<void>> {
  const holder = globalThis as { [shared]?: Map<string, Promise<void>> };
  holder[shared] ??= new Map();
  return holder[shared];
}

function ignore(): void {}
