import { checkOptions } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
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
 * Runs that have ended are deleted after their `keepMs`, when `journal.open()` is called. The user or, if the disk is full, the browser
 * can delete the database; `navigator.storage.persist()` prevents the second. Every failure rejects with the browser's error.
 *
 * @throws TypeError where there is no IndexedDB.
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
  if (!globalThis.indexedDB) throw new TypeError('indexedDBStore() requires IndexedDB, which only browsers have.');
  const connect = createConnect(database);

  const begin = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    const connection = await connect();
    // The browser reports a write when it is on the disk.
    return connection.transaction(storeName, mode, { durability: 'strict' }).objectStore(storeName);
  };
  return {
    async read(key) {
      const row: Row | undefined = await resultOf((await begin('readonly')).get(key));
      return row && { version: row.version, open: row.open === 1, text: row.text };
    },
    async write(key, run, before) {
      const runs = await begin('readwrite');
      const ended = endOf(runs.transaction);
      const isWritten = resultOf(runs.get(key)).then((row: Row | undefined) => {
        if ((row?.version ?? 0) !== before) return false;
        runs.put(toRow(run), key);
        return true;
      });
      const [written] = await Promise.all([isWritten, ended]);
      return written;
    },
    async open() {
      const runs = await begin('readwrite');
      const ended = endOf(runs.transaction);
      const expired = await resultOf(runs.index('expiresAt').getAllKeys(IDBKeyRange.upperBound(Date.now())));
      for (const key of expired) runs.delete(key);
      const [keys] = await Promise.all([resultOf(runs.index('open').getAllKeys()), ended]);
      return keys.map(String);
    },
    ...(globalThis.navigator?.locks && { lock: (key, signal) => lock(`toolferry ${database} ${key}`, signal) }),
  };
}

const storeName = 'runs';

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

/** Creates the function that returns the connection, and connects again after the browser has closed it. */
function createConnect(database: string): () => Promise<IDBDatabase> {
  let connection: Promise<IDBDatabase> | undefined;
  const forget = (): void => {
    connection = undefined;
  };
  const connect = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => createRuns(request.result);
    const opened = await resultOf(request);
    opened.onclose = forget;
    // Another tab deletes the database, or has a newer version of this package.
    opened.onversionchange = () => {
      opened.close();
      forget();
    };
    return opened;
  };
  return () => {
    connection ??= connect().catch((error: unknown) => {
      forget();
      throw error;
    });
    return connection;
  };
}

function createRuns(database: IDBDatabase): void {
  const runs = database.createObjectStore(storeName);
  runs.createIndex('open', 'open');
  runs.createIndex('expiresAt', 'expiresAt');
}

function resultOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when the transaction is committed. */
function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The browser releases a lock when its page or worker ends. */
function lock(name: string, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, { signal }, hold).catch(reject);
  });
}
