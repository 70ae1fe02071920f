import { type RunText, readRecord } from './record-text.js';
import type { JournalStore } from './stores/store.js';
import { storeStep } from './writer.js';

/** The record of a run, and its version in the store. */
export interface StoredRecord {
  readonly version: number;
  readonly run: RunText;
}

/** Reads the record of a run; undefined where nothing is stored. */
export async function readStored(store: JournalStore, key: string, leaseMs: number): Promise<StoredRecord | undefined> {
  const stored = await storeStep(() => store.read(key), leaseMs);
  return stored && { version: stored.version, run: readRecord(key, stored.text) };
}
