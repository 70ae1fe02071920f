import { checkOptions } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { createTransact, deleteExpired, resultOf } from './runs-database.js';
import type { JournalStore, StoredRun } from './store.js';

export interface IndexedDBStoreOptions {
  /** The name of the database, which no other code may use. Default `toolferry`. */
  readonly database?: string | undefined;
}

const optionNames: MemberNames<IndexedDBStoreOptions> = { database: 0 };

/**
 * Returns a store in the IndexedDB of a browser, for the runs and calls of a web page. All tabs and workers of an origin that use the
 * same database share it, and it outlives them.
 *
 * A tab that wants a run of another tab waits for it. The browser releases the run when that tab is closed, reloaded or crashes, and
 * the tab that waits continues at once. Pages without TLS have no such locks (`navigator.locks`): there a run is taken over after
 * the journal's `leaseMs`.
 *
 * Runs that have ended are deleted after their `keepMs`, when a page opens the database or calls `journal.open()`. The user or, if the
 * disk is full, the browser can delete the database; `navigator.storage.persist()` prevents the second. Every failure rejects with the
 * browser's error; where there is no IndexedDB, as on a server that renders the page, with a TypeError.
 *
 * @example
 * ```ts
 * import { createBridge } from 'toolferry';
 * import { createJournal, indexedDBStore } from 'toolferry/journal';
 *
 * export const openBridge = () => createBridge({ tools: [], journal: createJournal(indexedDBStore()) });
 * ```
 */
export function indexedDBStore(options: IndexedDBStoreOptions = {}): JournalStore {
  checkOptions('indexedDBStore()', options, optionNames);
  const { database = 'toolferry' } = options;
  const transact = createTransact(database);
  return {
    read: (key) =>
      transact('readonly', async (runs) => {
        const row: Row | undefined = await resultOf(runs.get(key));
        return row && { version: row.version, open: row.open === 1, text: row.text };
      }),
    write: (key, run, before) =>
      transact('readwrite', async (runs) => {
        const row: Row | undefined = await resultOf(runs.get(key));
        if ((row?.version ?? 0) !== before) return false;
        runs.put(toRow(run), key);
        return true;
      }),
    open: () =>
      transact('readwrite', async (runs) => {
        await deleteExpired(runs);
        return (await resultOf(runs.index('open').getAllKeys())).map(String);
      }),
    ...(globalThis.navigator?.locks && {
      lock: (key, signal) => lock(JSON.stringify(['toolferry', database, key]), signal),
    }),
  };
}

/** An index has no rows without its member. */
interface Row {
  readonly version: number;
  /** Absent if the run has ended. */
  readonly open?: 1;
  readonly expiresAt?: number;
  readonly text: string;
}

function toRow({ version, open, keepMs, text }: StoredRun): Row {
  return { version, text, ...(open && { open: 1 }), ...(keepMs !== undefined && { expiresAt: Date.now() + keepMs }) };
}

/** The browser releases a lock when its page or worker ends. */
function lock(name: string, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, { signal }, hold).catch(reject);
  });
}
