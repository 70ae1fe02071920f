/** The database of `indexedDBStore`: its schema, its connection and its transactions. @module */

import { getProperty } from '../../unknown.js';

/** Runs work in one transaction. Resolves with its value when the transaction is committed. */
export type Transact = <Value>(
  mode: IDBTransactionMode,
  work: (runs: IDBObjectStore) => Promise<Value>,
) => Promise<Value>;

/** Creates the function that runs transactions on a database, which it opens again when the browser has closed it. */
export function createTransact(database: string): Transact {
  let connection: Promise<IDBDatabase> | undefined;
  const forget = (): void => {
    connection = undefined;
  };
  const connect = async (): Promise<IDBDatabase> => {
    connection ??= openDatabase(database, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return connection;
  };
  const begin = async (mode: IDBTransactionMode): Promise<IDBTransaction> => {
    try {
      return transactionOf(await connect(), mode);
    } catch (error) {
      // The browser has closed the connection without an event. Nothing was begun.
      if (getProperty(error, 'name') !== 'InvalidStateError') throw error;
      forget();
      return transactionOf(await connect(), mode);
    }
  };
  return async (mode, work) => commit(await begin(mode), work);
}

export function resultOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function deleteExpired(runs: IDBObjectStore): Promise<void> {
  const keys = await resultOf(runs.index('expiresAt').getAllKeys(IDBKeyRange.upperBound(Date.now())));
  for (const key of keys) runs.delete(key);
}

const storeName = 'runs';

async function openDatabase(database: string, onClosed: () => void): Promise<IDBDatabase> {
  if (!globalThis.indexedDB) throw new TypeError('indexedDBStore() requires IndexedDB, which only browsers have.');
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => createRuns(request.result);
  const opened = await resultOf(request);
  opened.onclose = onClosed;
  // Another tab deletes the database, or has a newer version of this package.
  opened.onversionchange = () => {
    opened.close();
    onClosed();
  };
  // Few pages call `journal.open()`. What cannot be deleted now is deleted later.
  commit(transactionOf(opened, 'readwrite'), deleteExpired).catch(() => {});
  return opened;
}

function createRuns(database: IDBDatabase): void {
  const runs = database.createObjectStore(storeName);
  runs.createIndex('open', 'open');
  runs.createIndex('expiresAt', 'expiresAt');
}

function transactionOf(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  // The browser reports a write when it is on the disk.
  return database.transaction(storeName, mode, { durability: 'strict' });
}

async function commit<Value>(
  transaction: IDBTransaction,
  work: (runs: IDBObjectStore) => Promise<Value>,
): Promise<Value> {
  const committed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  const [value] = await Promise.all([work(transaction.objectStore(storeName)), committed]);
  return value;
}
