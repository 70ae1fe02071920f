/** The contract of a store: three functions over one small JSON string for each key, and a lock where the platform has one. @module */

/**
 * Where a journal keeps its runs. Only `write` has to be atomic. `journalStoreLaws` lists what each store must do, as tests.
 */
export interface JournalStore {
  /** Returns what is stored under the key; undefined if there is nothing. */
  read(key: string): Promise<StoredRun | undefined>;
  /**
   * Stores a run, only if the stored version is still `before` (0: there is none). Returns false if it is not, and nothing has
   * changed. Equal text is a write too.
   */
  write(key: string, run: StoredRun, before: number): Promise<boolean>;
  /** Returns the keys of the open runs, in any order. */
  open(): Promise<readonly string[]>;
  /**
   * Waits for the lock of a key, and returns the function that releases it, which is called once. Only for a platform that releases a
   * lock when its owner ends: whoever gets it takes over the run at once. Without it, a run whose process ended is taken over after
   * its lease. Rejects with the signal's reason if that is aborted before. A later abort does not release it.
   */
  lock?(key: string, signal: AbortSignal): Promise<() => void>;
}

/** The stored form of one run. */
export interface StoredRun {
  /** 1 for the first write; each further write adds 1. */
  readonly version: number;
  /** Whether the run has not ended. */
  readonly open: boolean;
  /** Of a run that has ended: milliseconds after which the store may delete it. A `read` need not return it. */
  readonly keepMs?: number | undefined;
  /** JSON, of up to a few megabytes. */
  readonly text: string;
}
