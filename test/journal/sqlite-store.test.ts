import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memoryStore, sqliteStore } from 'toolferry/journal';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newFolder } from './support/new-folder.ts';

const index = fileURLToPath(new URL('../../dist/journal/index.js', import.meta.url));
const run = { version: 1, open: true, text: '{}' };
const ended = { version: 1, open: false, text: '{}' };

let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = newFolder();
  db = new DatabaseSync(`${folder}/runs.db`);
});
afterEach(() => {
  vi.useRealTimers();
  if (db.isOpen) db.close();
  rmSync(folder, { recursive: true });
});

const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

test('sqliteStore writes ahead, waits for the disk with each write, and waits for a lock for two seconds at most', async () => {
  await sqliteStore(db).open();
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout')]).toEqual(['wal', 2, 2000]);
});

test('sqliteStore does not wait for the disk with synchronous NORMAL', async () => {
  await sqliteStore(db, { synchronous: 'NORMAL' }).open();
  expect(pragma('synchronous')).toBe(1);
});

test('sqliteStore throws for an option that it does not have', () => {
  expect(() => sqliteStore(db, { synchronous: 'OFF' as 'FULL' })).toThrow(
    `synchronous: expected 'FULL' or 'NORMAL', not "OFF".`,
  );
  expect(() => sqliteStore(db, { sync: 'FULL' } as object)).toThrow('"sync" is not an option of sqliteStore().');
});

test('eight processes may create the same SQLite file at once', async () => {
  const file = `${folder}/new.db`;
  const script = `
    import { DatabaseSync } from 'node:sqlite';
    import { sqliteStore } from ${JSON.stringify(index)};
    const [, file, process_, at] = process.argv;
    while (Date.now() < at);
    const db = new DatabaseSync(file);
    const store = sqliteStore(db);
    await store.open();
    // Once the file is there, a disk on which 160 writes take long is not what is tested.
    db.exec('PRAGMA busy_timeout = 60000');
    for (let n = 0; n < 20; n += 1) await store.write(process_ + '/' + n, ${JSON.stringify(run)}, 0);
  `;
  const at = String(Date.now() + 1500);
  const processes = Array.from({ length: 8 }, (_, n) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, file, String(n), at]),
  );
  await Promise.all(processes);
  const all = new DatabaseSync(file);
  expect(await sqliteStore(all).open()).toHaveLength(160);
  all.close();
});

test('sqliteStore rejects with the driver error while another connection holds the write lock, and then works again', async () => {
  const store = sqliteStore(db);
  await store.write('a', run, 0);
  const other = new DatabaseSync(`${folder}/runs.db`);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.write('b', run, 0)).rejects.toMatchObject({
    code: 'ERR_SQLITE_ERROR',
    message: 'database is locked',
  });
  expect(await store.read('a')).toEqual(run);
  other.exec('COMMIT');
  expect(await store.write('b', run, 0)).toBe(true);
  other.close();
});

test('a first use of sqliteStore that failed does not make later ones fail', async () => {
  const other = new DatabaseSync(`${folder}/runs.db`);
  other.exec('BEGIN EXCLUSIVE');
  const store = sqliteStore(db);
  await expect(store.read('a')).rejects.toThrow('database is locked');
  other.exec('COMMIT');
  expect(await store.write('a', run, 0)).toBe(true);
  other.close();
});

test('sqliteStore rejects with the driver error where the connection is closed', async () => {
  const store = sqliteStore(db);
  await store.write('a', run, 0);
  db.close();
  for (const call of [store.read('a'), store.write('a', { ...run, version: 2 }, 1), store.open()])
    await expect(call).rejects.toMatchObject({ code: 'ERR_INVALID_STATE' });
});

test.for([
  ['memoryStore deletes, with the next write of any run,', () => memoryStore()],
  ['sqliteStore deletes, with open(),', () => sqliteStore(db)],
] as const)('%s runs that ended longer than their keepMs ago, and no others', async ([, open]) => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  const store = open();
  await store.write('short', { ...ended, keepMs: 1000 }, 0);
  await store.write('long', { ...ended, keepMs: 5000 }, 0);
  await store.write('for ever', ended, 0);
  await store.write('open', run, 0);
  vi.setSystemTime(1_002_000);
  await store.write('next', run, 0);
  await store.open();
  const kept = await Promise.all(['short', 'long', 'for ever', 'open', 'next'].map((key) => store.read(key)));
  expect(kept).toEqual([undefined, ended, ended, run, run]);
});
