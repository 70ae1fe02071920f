/** The checks of locks that laws of stores are made of. Each throws an Error that names what the store did wrong. @module */

import { neverAborted } from '../../async/abort-signal.js';
import { nextTurn } from '../../async/next-turn.js';
import { race } from '../../async/race.js';
import type { JournalStore } from './store.js';

type Lock = NonNullable<JournalStore['lock']>;

/** A law about locks over two connections. A store without locks keeps it. */
export function ofLocks(check: (lock: Lock, other: Lock) => Promise<void>) {
  return async (store: JournalStore, other: JournalStore): Promise<void> => {
    const locks = [store, other].flatMap((each): Lock[] =>
      each.lock ? [(key, signal) => inTime(key, each.lock?.(key, signal))] : [],
    );
    const [first, second] = locks;
    if (first && second) await check(first, second);
    else if (first) throw new Error('lock(key, signal) is a function of one connection, and not of the other.');
  };
}

/** Holds one key many times at once, over both connections. */
export async function expectOneHolder(lock: Lock, other: Lock, key: string): Promise<void> {
  let holders = 0;
  const hold = async (take: Lock): Promise<void> => {
    const release = await take(key, neverAborted());
    holders += 1;
    const atOnce = holders;
    await nextTurn();
    holders -= 1;
    release();
    if (atOnce > 1) throw new Error(`lock(${JSON.stringify(key)}) resolved while another one held it.`);
  };
  await Promise.all([lock, other, lock, other, lock, other].map(hold));
}

/** Expects that one who is aborted is rejected with the reason, while another holds the lock or before it is asked for. */
export async function expectAborted(lock: Lock, key: string, isBefore: boolean): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('The law aborted it');
  if (isBefore) controller.abort(reason);
  const waiting = lock(key, controller.signal).then(
    () => 'resolved',
    (error: unknown) => (error === reason ? 'aborted' : `rejected with ${String(error)}, which is not the reason`),
  );
  await nextTurn();
  controller.abort(reason);
  const outcome = await waiting;
  const when = isBefore ? 'before' : 'while it waited';
  if (outcome !== 'aborted')
    throw new Error(`lock(${JSON.stringify(key)}), whose signal was aborted ${when}, ${outcome}.`);
}

const longestMs = 10_000;

async function inTime(key: string, locking: ReturnType<Lock> | undefined): Promise<() => void> {
  const outcome = await race({ timeoutMs: longestMs }, () => locking);
  if ('value' in outcome && outcome.value) return outcome.value;
  throw new Error(`lock(${JSON.stringify(key)}) did not settle within ${longestMs} ms, and nobody held it.`);
}
