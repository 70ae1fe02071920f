import { DatabaseSync } from 'node:sqlite';
import { createBridge, type Journal } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, test } from 'vitest';

const database = new DatabaseSync(':memory:');

test.for([undefined, {}, 'runs.db', database, Promise.resolve(memoryStore()), createJournal(memoryStore())])(
  'createJournal() throws a TypeError that names the stores for what is not a store (%#)',
  (store) => {
    expect(() => createJournal(store as unknown as JournalStore)).toThrow(/expects a store: what sqliteStore\(\)/);
  },
);

test.for(['', 5, null])('createJournal() throws a TypeError for the holder %j', (holder) => {
  expect(() => createJournal(memoryStore(), { holder: holder as string })).toThrow(/^holder must be/);
});

test.for([0, -1, 1.5, '5', Number.NaN, 2 ** 31])(
  'createJournal() throws a TypeError for a leaseMs of %j',
  (leaseMs) => {
    expect(() => createJournal(memoryStore(), { leaseMs: leaseMs as number })).toThrow(/^leaseMs must be/);
  },
);

test.for([null, 'runs.db', memoryStore()])('createBridge() throws a TypeError for the journal %j', (journal) => {
  expect(() => createBridge({ journal: journal as unknown as Journal })).toThrow(/^journal must be/);
});
