import { sleep } from '../async/sleep.js';
import { codeOf, ToolferryError } from '../errors.js';
import type { CompletedRun, Journal, Pause, TakeRun } from '../types.js';
import type { HeldRuns } from './held-runs.js';
import { lockRun, type Unlock } from './lock-run.js';
import type { RunText } from './record-text.js';
import { createRunRecord, type HeldRun } from './run-record.js';
import { isSameRound } from './same-round.js';
import { readStored, type StoredRecord } from './stored-record.js';
import type { JournalStore } from './stores/store.js';

interface TakeOptions {
  readonly store: JournalStore;
  readonly holder: string;
  readonly leaseMs: number;
  readonly keepMs: number;
  /** The runs that this process has. */
  readonly held: HeldRuns;
}

/** Creates the function that takes the record of a run, once no other process has it. */
export function createTake({ store, holder, leaseMs, keepMs, held }: TakeOptions): Journal['take'] {
  /** Returns what is stored once no other process has it; rejects if one does. */
  const readFree = async (key: string, signal: AbortSignal, isLocked: boolean): Promise<StoredRecord | undefined> => {
    const before = await readStored(store, key, leaseMs);
    if (before === undefined || isLocked || isFree(before.run, holder)) return before;
    await sleep(leaseMs, signal);
    signal.throwIfAborted();
    const now = await readStored(store, key, leaseMs);
    if (now !== undefined && now.version !== before.version && !isFree(now.run, holder)) throw alreadyResumed(key);
    return now;
  };

  const hold = (request: TakeRun, unlock: Unlock, stored?: StoredRecord): HeldRun => {
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
      onReleased() {
        held.remove(key, record);
        unlock?.();
      },
      onError: request.onError,
    });
    held.add(key, record);
    return record;
  };

  const takeLocked = async (request: TakeRun, unlock: Unlock): Promise<HeldRun | CompletedRun> => {
    const { key, pause, signal } = request;
    if (request.isNew) return hold(request, unlock);
    const stored = await readFree(key, signal, unlock !== undefined);
    const isForgotten = stored?.run.end === 'forgotten';
    if (stored && !isForgotten && stored.run.backend !== request.backend)
      throw otherBackend(request, stored.run.backend);
    const completed = stored && completedRun(stored.run, request);
    if (completed) return completed;
    if (pause && stored?.run.pause && !isSameRound(stored.run.pause, pause)) throw alreadyResumed(key);
    if (held.has(key)) throw alreadyResumed(key);
    const record = hold(request, unlock, stored);
    await record.save().catch((error: unknown) => {
      throw codeOf(error) === 'run_taken' ? alreadyResumed(key) : error;
    });
    return record;
  };

  return async (request) => {
    const { key } = request;
    checkKey(key);
    // Where there are locks, one in this process is waited for as well.
    if (held.has(key) && !store.lock) throw alreadyResumed(key);
    const unlock = await lockRun(store, request);
    try {
      const taken = await takeLocked(request, unlock);
      if (taken.isCompleted) unlock?.();
      return taken;
    } catch (error) {
      unlock?.();
      throw error;
    }
  };
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

function alreadyResumed(key: string): ToolferryError {
  const message = `The run "${key}" was not continued here: it was resumed already, or another process has it. Nothing was run.`;
  return new ToolferryError('already_resumed', message, { data: { key } });
}

function otherBackend({ key, backend }: TakeRun, known: string): ToolferryError {
  const message = `The key "${key}" is that of a run on "${known}", not on "${backend}". Nothing was run. Use another key for each run.`;
  return new ToolferryError('pause_mismatch', message, { data: { key } });
}
