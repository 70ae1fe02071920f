import { nextTurn } from '../async/next-turn.js';
import { race } from '../async/race.js';
import { ToolferryError } from '../errors.js';
import type { JournalStore, StoredRun } from './stores/store.js';

/** Writes the newest state of one record, one write at a time. */
export interface Writer {
  /** Resolves when everything up to now is written. All that changes within one turn of the event loop is one write. */
  save(): Promise<void>;
  /** Does the same, without waiting for more in this turn. */
  saveNow(): Promise<void>;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
  /** Returns the milliseconds since the last write. */
  age(): number;
}

/**
 * Creates the writer of a record. Each write demands the version of the one before: where another process has written, it fails
 * with `run_taken`, and so do all later ones.
 */
export function createWriter(
  store: JournalStore,
  { key, version, leaseMs }: { readonly key: string; readonly version: number; readonly leaseMs: number },
  read: () => Omit<StoredRun, 'version'>,
): Writer {
  let known = version;
  let writtenAt = performance.now();
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isUrgent = false;
  let stopWaiting = (): void => {};

  const write = async (): Promise<void> => {
    const run = { version: known + 1, ...read() };
    // The lease counts from here: when the store has written is not known.
    const startedAt = performance.now();
    if (!(await storeStep(() => store.write(key, run, known), leaseMs))) throw known === 0 ? notNew(key) : taken(key);
    known = run.version;
    writtenAt = startedAt;
  };
  const waitForMore = (): Promise<void> => {
    if (isUrgent) return Promise.resolve();
    return new Promise((resolve) => {
      stopWaiting = resolve;
      void nextTurn().then(resolve);
    });
  };
  const begin = (): Promise<void> => {
    next = undefined;
    isUrgent = false;
    running = write();
    return running;
  };
  const save = (): Promise<void> => {
    next ??= running.then(waitForMore).then(begin);
    return next;
  };
  return {
    save,
    saveNow() {
      isUrgent = true;
      stopWaiting();
      return save();
    },
    idle: () => next ?? running,
    age: () => performance.now() - writtenAt,
  };
}

/**
 * Awaits a store. What it throws is the cause of a `journal_failed`, and so is silence: without it a run would wait forever, and
 * would not find out that its lease has passed.
 */
export async function storeStep<Value>(work: () => Promise<Value>, timeoutMs: number): Promise<Value> {
  try {
    const outcome = await race({ timeoutMs }, work);
    if ('value' in outcome) return outcome.value;
  } catch (cause) {
    // A model may read the message. That of a store can have addresses and keys: the cause has it.
    throw failed('its error is the cause', cause);
  }
  throw failed(`it did not respond within ${timeoutMs} ms (leaseMs)`);
}

function failed(why: string, cause?: unknown): ToolferryError {
  return new ToolferryError('journal_failed', `The journal's store failed: ${why}.`, { cause });
}

function taken(key: string): ToolferryError {
  const message = `The run "${key}" was stopped here: another process has taken it over, because this one did not renew its lease in time or both have the same holder, or its record was deleted.`;
  return new ToolferryError('run_taken', message, { data: { key } });
}

function notNew(key: string): ToolferryError {
  const message = `The run "${key}" was stopped: another run is recorded under this key. Pass a key of its own, or have the backend give each run a new runId.`;
  return new ToolferryError('run_taken', message, { data: { key } });
}
