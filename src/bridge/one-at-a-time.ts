import { within } from './within.js';

const shared = Symbol.for('toolferry.turns');

/**
 * Does the work when all earlier work under that name is done, in this process. An abort before that rejects at once, and
 * the work is not begun; an abort later is the work's own business.
 */
export function oneAtATime<Value>(name: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  const last = lastTurns();
  const begin = (): Promise<Value> => {
    signal.throwIfAborted();
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

async function untilAborted(signal: AbortSignal, earlier: Promise<void>): Promise<void> {
  await within({ signal }, () => earlier);
}

/** The last work under each name: one map for all copies of this package in the process. */
function lastTurns(): Map<string, Promise<void>> {
  const holder = globalThis as { [shared]?: Map<string, Promise<void>> };
  holder[shared] ??= new Map();
  return holder[shared];
}

function ignore(): void {}
