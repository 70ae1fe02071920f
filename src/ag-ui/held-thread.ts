import { ToolferryError } from '../errors.js';
import { getProperty, isObject } from '../unknown.js';
import type { ThreadRecord, ThreadStore } from './thread.js';

/** A thread as it was read, and how it is written. */
export interface HeldThread {
  readonly record?: ThreadRecord | undefined;
  /** Writes the record, unless another process has written it: then it rejects with `run_taken`. */
  save(record: ThreadRecord): Promise<void>;
  /** Renews the lease until the returned function is called. Calls `lost` when another process has taken the thread. */
  renew(lost: () => void): () => void;
}

export interface HoldOptions {
  readonly store: ThreadStore;
  readonly leaseMs: number;
  readonly keepMs: number;
}

/** Reads a thread. What is written goes by the version that was read, so that one of several requests wins. */
export async function holdThread(key: string, { store, leaseMs, keepMs }: HoldOptions): Promise<HeldThread> {
  const stored = await store.read(key);
  let version = stored?.version ?? 0;
  let current = stored && readRecord(stored.text);
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (record: ThreadRecord): Promise<void> => {
    const { run } = record;
    current = run && record.status === 'running' ? { ...record, run: { ...run, until: Date.now() + leaseMs } } : record;
    const next = { version: version + 1, open: false, keepMs, text: JSON.stringify(current) };
    if (!(await store.write(key, next, version))) throw taken();
    version += 1;
  };
  const save = (record: ThreadRecord): Promise<void> => {
    const saved = writing.then(() => write(record));
    writing = saved.catch(() => undefined);
    return saved;
  };
  return {
    record: current,
    save,
    renew(lost) {
      const timer = setInterval(() => {
        if (current?.status === 'running') save(current).catch(lost);
      }, leaseMs / 3);
      return () => clearInterval(timer);
    },
  };
}

function readRecord(text: string): ThreadRecord {
  const record: unknown = JSON.parse(text);
  if (isObject(record) && Array.isArray(getProperty(record, 'queued'))) return record as unknown as ThreadRecord;
  throw new ToolferryError('run_failed', 'The store has something other than a thread under its key.');
}

function taken(): ToolferryError {
  return new ToolferryError('run_taken', 'Another request has taken this thread.');
}
