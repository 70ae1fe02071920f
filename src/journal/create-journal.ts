import { checkOptions } from '../check-options.js';
import { ToolferryError } from '../errors.js';
import { randomUUID } from '../random-uuid.js';
import type { MemberNames } from '../refuse-unknown.js';
import type { Journal, OpenRun } from '../types.js';
import { getProperty } from '../unknown.js';
import { createOnce } from './call-once.js';
import { createHeldRuns } from './held-runs.js';
import { pauseOf, toText } from './record-text.js';
import { readStored, type StoredRecord } from './stored-record.js';
import type { JournalStore } from './stores/store.js';
import { createTake } from './take-run.js';
import { storeStep } from './writer.js';

export interface JournalOptions {
  /**
   * The stable name of this process, such as `worker-3`: after a restart it continues its runs at once. No two processes may have
   * the same name. Default: a random name, with which each run of a process that died waits for `leaseMs`.
   */
  readonly holder?: string | undefined;
  /**
   * Milliseconds for which a process keeps a run without writing to it. It writes at least twice in this time. Another process that
   * wants the run waits this long, by its own clock. A store that does not respond in this time has failed. Default 30,000.
   */
  readonly leaseMs?: number | undefined;
  /** Milliseconds for which a run is kept after its end, with its output if it has a key. Default 604,800,000 (7 days). */
  readonly keepMs?: number | undefined;
}

const journalOptions: MemberNames<JournalOptions> = { holder: 0, leaseMs: 0, keepMs: 0 };

/**
 * Creates a journal: the record of runs and their calls in a store. A process may end at any moment: no call is lost, and none runs
 * twice unless its tool is safe to repeat.
 *
 * A process has a run while it writes to it. If the store fails, the run rejects with `journal_failed`, and calls that have not
 * started do not start.
 *
 * @param store The place where it is kept: `sqliteStore()`, `postgresStore()`, `redisStore()`,
 * in a web page `indexedDBStore()`, or, within one process, `memoryStore()`.
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite';
 * import { createBridge } from 'toolferry';
 * import { createJournal, sqliteStore } from 'toolferry/journal';
 *
 * const journal = createJournal(sqliteStore(new DatabaseSync('runs.db')), { holder: 'worker-1' });
 * export const bridge = createBridge({ journal });
 * ```
 */
export function createJournal(store: JournalStore, options: JournalOptions = {}): Journal {
  checkOptions('createJournal()', options, journalOptions);
  const { holder = randomUUID(), leaseMs = 30_000, keepMs = 604_800_000 } = options;
  checkStore(store);
  if (typeof holder !== 'string' || holder === '') throw new TypeError('holder must be a string that is not empty.');
  checkTime('leaseMs', leaseMs, longestLeaseMs);
  checkTime('keepMs', keepMs, Number.MAX_SAFE_INTEGER);
  const held = createHeldRuns(leaseMs);
  const take = createTake({ store, holder, leaseMs, keepMs, held });

  return {
    take,
    once: createOnce(take),
    async open() {
      const keys = await storeStep(() => store.open(), leaseMs);
      const runs = await Promise.all(keys.map(async (key) => toOpenRun(key, await readStored(store, key, leaseMs))));
      return runs.filter((run) => run !== undefined);
    },
    async forget(key) {
      if (held.has(key)) throw isUnderWay(key);
      const stored = await storeStep(() => store.read(key), leaseMs);
      if (stored === undefined) return;
      // Not parsed: a record that cannot be read can be forgotten.
      const text = toText({ backend: '', holder: null, calls: [], end: 'forgotten' });
      const run = { version: stored.version + 1, open: false, text, keepMs };
      if (!(await storeStep(() => store.write(key, run, stored.version), leaseMs))) throw isUnderWay(key);
    },
  };
}

function checkStore(store: unknown): void {
  const isStore = ['read', 'write', 'open'].every((name) => typeof getProperty(store, name) === 'function');
  if (!isStore)
    throw new TypeError(
      'createJournal() expects a store: what sqliteStore(), postgresStore(), redisStore(), indexedDBStore() or memoryStore() returns, or your own read, write and open.',
    );
}

/** The longest delay of a timer: a longer one would fire at once. */
const longestLeaseMs = 2 ** 31 - 1;

function checkTime(name: string, value: unknown, longest: number): void {
  if (Number.isInteger(value) && Number(value) > 0 && Number(value) <= longest) return;
  throw new TypeError(`${name} must be a whole number of milliseconds above 0, and at most ${longest}.`);
}

function toOpenRun(key: string, stored: StoredRecord | undefined): OpenRun | undefined {
  if (stored === undefined || stored.run.end !== undefined) return undefined;
  const { backend } = stored.run;
  return { key, backend, pause: pauseOf(stored.run) };
}

function isUnderWay(key: string): ToolferryError {
  const message = `The run "${key}" was not forgotten: a process is writing to it. Abort it first.`;
  return new ToolferryError('conflict', message, { data: { key } });
}
