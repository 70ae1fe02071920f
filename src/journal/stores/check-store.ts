/** The checks that the laws of stores are made of. Each throws an Error that names what the store did wrong. @module */

import { cut } from '../../cut.js';
import { randomUUID } from '../../random-uuid.js';
import type { JournalStore, StoredRun } from './store.js';

/** Returns a key that no store has. */
export const newKey = (): string => `law/${randomUUID()}`;

/** Writes the first version of an open run. */
export async function create(store: JournalStore, key: string, text = '{}'): Promise<void> {
  await expectWrite(store, key, { version: 1, open: true, text }, 0, true);
}

export async function expectWrite(
  store: JournalStore,
  key: string,
  run: StoredRun,
  before: number,
  expected: boolean,
): Promise<void> {
  const written: unknown = await store.write(key, run, before);
  if (written === expected) return;
  const what = `write(${show(key)}, ${show(run)}, ${before})`;
  throw new Error(`${what} returned ${show(written)}, not ${expected}.`);
}

export async function expectRun(store: JournalStore, key: string, expected: StoredRun | undefined): Promise<void> {
  expectSame(key, await store.read(key), expected);
}

/** Compares what `read` returned. */
export function expectSame(key: string, run: StoredRun | undefined, ...expected: (StoredRun | undefined)[]): void {
  if (expected.some((each) => isSame(run, each))) return;
  const same = expected.find((each) => each?.version === run?.version && each?.open === run?.open);
  const difference = run && same ? ` The texts differ from character ${firstDifference(run.text, same.text)} on.` : '';
  throw new Error(`read(${show(key)}) returned ${show(run)}, not ${expected.map(show).join(' or ')}.${difference}`);
}

/** Expects that `open` returns the key once, or not at all. */
export async function expectOpen(store: JournalStore, key: string, isOpen: boolean): Promise<void> {
  const found = (await store.open()).filter((each) => each === key).length;
  const expected = isOpen ? 1 : 0;
  if (found !== expected)
    throw new Error(`open() returned the key ${show(key)} ${found} times, not ${expected} times.`);
}

/** Writes over one version 20 times at once, over both connections. */
export async function expectOneWritten(
  store: JournalStore,
  other: JournalStore,
  key: string,
  before: number,
): Promise<void> {
  const runs = Array.from({ length: 20 }, (_, n) => ({ version: before + 1, open: true, text: `"writer ${n}"` }));
  const written = await Promise.all(runs.map((run, n) => (n % 2 === 0 ? store : other).write(key, run, before)));
  const winners = runs.filter((_, n) => written[n]);
  if (winners.length !== 1)
    throw new Error(`Of 20 writes over version ${before} at once, ${winners.length} returned true.`);
  await expectRun(store, key, winners[0]);
}

/** Expects that each key has its own run. */
export async function expectDifferent(store: JournalStore, keys: readonly string[]): Promise<void> {
  for (const key of keys) await create(store, key, JSON.stringify(key));
  for (const key of keys) {
    await expectRun(store, key, { version: 1, open: true, text: JSON.stringify(key) });
    await expectOpen(store, key, true);
  }
}

/** Expects that a string is read as it was written. */
export async function expectText(store: JournalStore, text: string): Promise<void> {
  const key = newKey();
  await create(store, key, text);
  await expectRun(store, key, { version: 1, open: true, text });
}

function isSame(run: StoredRun | undefined, expected: StoredRun | undefined): boolean {
  if (run === undefined || expected === undefined) return run === expected;
  return run.version === expected.version && run.open === expected.open && run.text === expected.text;
}

function firstDifference(text: string, expected: string): number {
  let position = 0;
  while (position < expected.length && text[position] === expected[position]) position += 1;
  return position;
}

const show = (value: unknown): string => cut(JSON.stringify(value) ?? 'undefined', 200);
