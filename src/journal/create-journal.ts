import { sleep } from '../async/sleep.js';
import { checkOptions } from '../check-options.js';
import { codeOf, ToolferryError } from '../errors.js';
import type { MemberNames } from '../refuse-unknown.js';
import type { CompletedRun, Journal, OpenRun, Pause, RunRecord, TakeRun } from '../types.js';
import { getProperty } from '../unknown.js';
import { createOnce } from './call-once.js';
import { createHeldRuns } from './held-runs.js';
import { pauseOf, type RunText, readRecord, toText } from './record-text.js';
import { createRunRecord, type HeldRun } from './run-record.js';
import { isSameRound } from './same-round.js';
import type { JournalStore, StoredRun } from './stores/store.js';
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
 * @param store The place where it is kept: `sqliteStore()`, `postgresStore()`, `redisStore()` or, within one process, `memoryStore()`.
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
  const { holder = crypto.randomUUID(), leaseMs = 30_000, keepMs = 604_800_000 } = options;
  checkStore(store);
  if (typeof holder !== 'string' || holder === '') throw new TypeError('holder must be a string that is not empty.');
  checkTime('leaseMs', leaseMs, longestLeaseMs);
  checkTime('keepMs', keepMs, Number.MAX_SAFE_INTEGER);
  const held = createHeldRuns(leaseMs);

  const read = (key: string) => storeStep(() => store.read(key), leaseMs);

  /** Returns what is stored once no other process has it; rejects if one does. */
  const readFree = async (key: string, signal: AbortSignal): Promise<Stored | undefined> => {
    const before = parse(key, await read(key));
    if (before === undefined || isFree(before.run, holder)) return before;
    await sleep(leaseMs, signal);
    signal.throwIfAborted();
    const now = parse(key, await read(key));
    if (now !== undefined && now.version !== before.version && !isFree(now.run, holder)) throw alreadyResumed(key);
    return now;
  };

  const hold = (request: TakeRun, stored?: Stored): HeldRun => {
    const { key, backend, pause } = request;
    const isKnown = stored !== undefined && stored.run.end === undefined;
    const known: RunText = isKnown ? stored.run : { backend, holder, calls: [] };
    const keepsOutput = known.keepsOutput || request.keepsOutput || undefined;
    const run: RunText = { ...known, holder, keepsOutput };
    const record = createRunRecord({
      store,
      key,
      version: stored?.version ?? 0,
      isTakenOver: isKnown,
      run: pause === undefined ? run : standingAt(run, pause),
      leaseMs,
      keepMs,
      onReleased: () => held.remove(key, record),
      onError: request.onError,
    });
    held.add(key, record);
    return record;
  };

  const take = async (request: TakeRun): Promise<RunRecord | CompletedRun> => {
    const { key, pause, signal } = request;
    checkKey(key);
    if (held.has(key)) throw alreadyResumed(key);
    if (request.isNew) return hold(request);
    const stored = await readFree(key, signal);
    const isForgotten = stored?.run.end === 'forgotten';
    if (stored && !isForgotten && stored.run.backend !== request.backend)
      throw otherBackend(request, stored.run.backend);
    const completed = stored && completedRun(stored.run, request);
    if (completed) return completed;
    if (pause && stored?.run.pause && !isSameRound(stored.run.pause, pause)) throw alreadyResumed(key);
    if (held.has(key)) throw alreadyResumed(key);
    const record = hold(request, stored);
    await record.save().catch((error: unknown) => {
      throw codeOf(error) === 'run_taken' ? alreadyResumed(key) : error;
    });
    return record;
  };

  return {
    take,
    once: createOnce(take),
    async open() {
      const keys = await storeStep(() => store.open(), leaseMs);
      const runs = await Promise.all(keys.map(async (key) => toOpenRun(key, parse(key, await read(key)))));
      return runs.filter((run) => run !== undefined);
    },
    async forget(key) {
      if (held.has(key)) throw isUnderWay(key);
      const stored = await read(key);
      if (stored === undefined) return;
      // Not parsed: a record that cannot be read can be forgotten.
      const text = toText({ backend: '', holder: null, calls: [], end: 'forgotten' });
      const run = { version: stored.version + 1, open: false, text, keepMs };
      if (!(await storeStep(() => store.write(key, run, stored.version), leaseMs))) throw isUnderWay(key);
    },
  };
}

interface Stored {
  readonly version: number;
  readonly run: RunText;
}

function parse(key: string, stored: StoredRun | undefined): Stored | undefined {
  return stored && { version: stored.version, run: readRecord(key, stored.text) };
}

function isFree({ holder, end }: RunText, own: string): boolean {
  return end !== undefined || holder === null || holder === own;
}

/** Returns the output of a run that is known by its key. Undefined for one that can start or continue; throws for any other. */
function completedRun({ end }: RunText, { key, pause }: TakeRun): CompletedRun | undefined {
  if (end === undefined) return undefined;
  if (pause) throw alreadyResumed(key);
  if (end === 'forgotten') return undefined;
  const { output, error } = end;
  if (error) throw new ToolferryError(error.code, error.message, { data: { key } });
  if (output !== undefined) return { isCompleted: true, output };
  const message = `The run "${key}" has ended, and its output was not kept: it has no JSON form, or the run was started without a key.`;
  throw new ToolferryError('already_resumed', message, { data: { key } });
}

function checkStore(store: unknown): void {
  const isStore = ['read', 'write', 'open'].every((name) => typeof getProperty(store, name) === 'function');
  if (!isStore)
    throw new TypeError(
      'createJournal() expects a store: what sqliteStore(), postgresStore(), redisStore() or memoryStore() returns, or your own read, write and open.',
    );
}

/** The longest delay of a timer: a longer one would fire at once. */
const longestLeaseMs = 2 ** 31 - 1;

function checkTime(name: string, value: unknown, longest: number): void {
  if (Number.isInteger(value) && Number(value) > 0 && Number(value) <= longest) return;
  throw new TypeError(`${name} must be a whole number of milliseconds above 0, and at most ${longest}.`);
}

const maxKeyBytes = 500;

function checkKey(key: unknown): void {
  // Stores refuse or cut U+0000, and replace what is not well-formed.
  const isValid = typeof key === 'string' && key !== '' && key.isWellFormed() && !key.includes('\0');
  if (isValid && new TextEncoder().encode(key).length <= maxKeyBytes) return;
  throw new TypeError(`key must be a string of 1 to ${maxKeyBytes} bytes, without U+0000 and unpaired surrogates.`);
}

/** Returns the record with a pause that is resumed, whose state may be newer, and with what either knows of its calls. */
function standingAt(run: RunText, { answers = [], ...pause }: Pause): RunText {
  const known = new Map(run.calls.map((call) => [call.id, call]));
  for (const answer of answers) {
    const call = known.get(answer.toolCallId);
    if (call?.answer === undefined) known.set(answer.toolCallId, { ...call, id: answer.toolCallId, answer });
  }
  const waiting = new Map(run.pause?.calls.map((call) => [call.id, call.waiting]));
  const calls = pause.calls.map((call) => ({ ...call, waiting: call.waiting ?? waiting.get(call.id) }));
  return { ...run, pause: { ...pause, calls }, calls: [...known.values()] };
}

function toOpenRun(key: string, stored: Stored | undefined): OpenRun | undefined {
  if (stored === undefined || stored.run.end !== undefined) return undefined;
  const { backend } = stored.run;
  return { key, backend, pause: pauseOf(stored.run) };
}

function alreadyResumed(key: string): ToolferryError {
  const message = `The run "${key}" was not continued here: it was resumed already, or another process has it. Nothing was run.`;
  return new ToolferryError('already_resumed', message, { data: { key } });
}

function isUnderWay(key: string): ToolferryError {
  const message = `The run "${key}" was not forgotten: a process is writing to it. Abort it first.`;
  return new ToolferryError('conflict', message, { data: { key } });
}

function otherBackend({ key, backend }: TakeRun, known: string): ToolferryError {
  const message = `The key "${key}" is that of a run on "${known}", not on "${backend}". Nothing was run. Use another key for each run.`;
  return new ToolferryError('pause_mismatch', message, { data: { key } });
}
