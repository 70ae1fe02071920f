import { type JournalStore, memoryStore } from 'toolferry/journal';

/** A store in memory with locks. It is strict: a lock that is released twice is an error. */
export interface LockingStore extends JournalStore {
  lock(key: string, signal: AbortSignal): Promise<() => void>;
  /** Returns how many hold the lock of a key, or wait for it. */
  lockers(key: string): number;
  /** The violations of the contract. */
  readonly mistakes: readonly string[];
}

export function lockingStore(store: JournalStore = memoryStore()): LockingStore {
  const queues = new Map<string, (() => void)[]>();
  const mistakes: string[] = [];
  const leave = (key: string, turn: () => void): void => {
    const queue = queues.get(key) ?? [];
    const isHolder = queue[0] === turn;
    queue.splice(queue.indexOf(turn), 1);
    if (isHolder) queue[0]?.();
  };
  return {
    ...store,
    mistakes,
    lockers: (key) => queues.get(key)?.length ?? 0,
    async lock(key, signal) {
      signal.throwIfAborted();
      const queue = queues.get(key) ?? [];
      queues.set(key, queue);
      return new Promise((resolve, reject) => {
        let isReleased = false;
        const onAbort = (): void => {
          leave(key, turn);
          reject(signal.reason);
        };
        const release = (): void => {
          if (isReleased) mistakes.push(`The lock of "${key}" was released twice.`);
          else leave(key, turn);
          isReleased = true;
        };
        const turn = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve(release);
        };
        signal.addEventListener('abort', onAbort);
        queue.push(turn);
        if (queue[0] === turn) turn();
      });
    },
  };
}
