import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import { getProperty, isObject } from '../../unknown.js';
import type { AGUIThreadStore, ThreadRecord } from './thread.js';

/** A thread as it was read, and how it is written. */
export interface HeldThread {
  readonly record?: ThreadRecord | undefined;
  /**
   * Writes the record, unless another process has written it: rejects with `run_taken`, or with `run_stopped` if that was a request
   * to stop the run.
   */
  save(record: ThreadRecord): Promise<void>;
  /** Writes the record of a run that is over, also if it was to be stopped. */
  end(record: ThreadRecord): Promise<void>;
  /**
   * Renews the lease. Calls `lost` with the error of `save` where the run is not this process's any more, and before the lease ends if
   * it could not be renewed.
   */
  renew(lost: (error: unknown) => void): Renewal;
}

interface Renewal {
  /** Returns whether this process has the run. Calls `lost` if it does not. */
  isHeld(): boolean;
  end(): void;
}

export interface HoldOptions {
  readonly store: AGUIThreadStore;
  readonly leaseMs: number;
  readonly keepMs: number;
}

/** Reads a thread. What is written goes by the version that was read, so that one of several requests wins. */
export async function holdThread(key: string, { store, leaseMs, keepMs }: HoldOptions): Promise<HeldThread> {
  const read = () => inTime(() => store.read(key), leaseMs);
  const stored = await read();
  let version = stored?.version ?? 0;
  let current = stored && readRecord(stored.text);
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (record: ThreadRecord): Promise<boolean> => {
    const { run } = record;
    const next =
      run && record.status === 'running' ? { ...record, run: { ...run, until: Date.now() + leaseMs } } : record;
    const text = JSON.stringify(next);
    const thread = { version: version + 1, open: false, keepMs, text };
    if (!(await inTime(() => store.write(key, thread, version), leaseMs))) return false;
    version += 1;
    current = next;
    return true;
  };
  /** Continues from a version that only a request to stop the run has written. */
  const meetStop = async (): Promise<void> => {
    const found = await read();
    const { run } = found === undefined ? {} : readRecord(found.text);
    if (found === undefined || !run?.isStopped || run.key !== current?.run?.key) throw taken();
    version = found.version;
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  };
  const writeUnlessStopped = async (record: ThreadRecord): Promise<void> => {
    if (await write(record)) return;
    await meetStop();
    throw stopped();
  };
  /** A store that fails now may work before the lease ends. */
  const renewLease = async (lost: (error: unknown) => void): Promise<void> => {
    try {
      if (current?.status === 'running') await writeUnlessStopped(current);
    } catch (error) {
      if (ToolferryError.isInstance(error)) lost(error);
    }
  };
  /** The store does not respond, or this process stood still. Two processes must not use the backend at the same time. */
  const isLeaseEnding = (): boolean =>
    current?.status === 'running' && (current.run?.until ?? 0) - Date.now() < leaseMs / 6;
  return {
    record: current,
    save: (record) => inTurn(() => writeUnlessStopped(record)),
    end: (record) =>
      inTurn(async () => {
        if (await write(record)) return;
        await meetStop();
        if (!(await write(record))) throw taken();
      }),
    renew(lost) {
      const isHeld = (): boolean => {
        if (!isLeaseEnding()) return true;
        lost(leaseEnded());
        return false;
      };
      const renewing = setInterval(() => void inTurn(() => renewLease(lost)), leaseMs / 3);
      const watching = setInterval(isHeld, leaseMs / 12);
      return {
        isHeld,
        end() {
          clearInterval(renewing);
          clearInterval(watching);
        },
      };
    },
  };
}

/** Awaits a store, but not for longer than a lease: a request would wait forever, and its thread with it. */
async function inTime<Value>(work: () => Promise<Value>, timeoutMs: number): Promise<Value> {
  const outcome = await race({ timeoutMs }, work);
  if ('value' in outcome) return outcome.value;
  throw new ToolferryError('journal_failed', `The store of the threads did not respond within ${timeoutMs} ms.`);
}

function readRecord(text: string): ThreadRecord {
  const record: unknown = JSON.parse(text);
  if (isObject(record) && Array.isArray(getProperty(record, 'queued'))) return record as unknown as ThreadRecord;
  throw new ToolferryError('run_failed', 'The store has something other than a thread under its key.');
}

function taken(): ToolferryError {
  return new ToolferryError('run_taken', 'Another request has taken this thread.');
}

function leaseEnded(): ToolferryError {
  const message = 'The lease of this thread was not renewed in time. Send the same request again to continue the run.';
  return new ToolferryError('run_taken', message);
}

export function stopped(): ToolferryError {
  return new ToolferryError('run_stopped', 'The run was stopped by a request of its user.');
}
