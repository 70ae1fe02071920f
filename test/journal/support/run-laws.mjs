// Runs the laws of stores on a SQLite file through the driver that is named: run by Node 20, Bun and Deno. Prints what fails.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journalStoreLaws, sqliteStore } from '../../../dist/journal/index.js';

const drivers = {
  'node:sqlite': async () => (await import('node:sqlite')).DatabaseSync,
  libsql: async () => (await import('libsql')).default,
  'bun:sqlite': async () => (await import('bun:sqlite')).Database,
};
const Database = await drivers[process.argv[2]]();
const folder = mkdtempSync(path.join(tmpdir(), 'toolferry-journal-'));
const [first, second] = [1, 2].map(() => new Database(path.join(folder, 'runs.db')));
const [store, other] = [sqliteStore(first), sqliteStore(second)];
const failures = [];
for (const { title, check } of journalStoreLaws)
  await check(store, other).catch(({ message }) => failures.push(`${title}: ${message}`));
first.close();
second.close();
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify({ laws: journalStoreLaws.length, failures }));
