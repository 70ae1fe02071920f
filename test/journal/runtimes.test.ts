import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { journalStoreLaws } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { systemNode } from '../smoke/system-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = 'test/journal/support/run-laws.mjs';
const deno = ['run', '--allow-all', '--node-modules-dir=manual', script];

/** Runs the laws with the built package, and returns what they print. */
async function laws(command: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: root });
  return JSON.parse(stdout);
}

const kept = { laws: journalStoreLaws.length, failures: [] };
const system = await systemNode();

test('sqliteStore over libsql keeps the laws of stores on Node 20', async ({ skip }) => {
  if (!system?.version.startsWith('v20.')) return skip(`the machine's own Node is ${system?.version ?? 'missing'}`);
  expect(await laws(system.command, script, 'libsql')).toEqual(kept);
});

test('sqliteStore over bun:sqlite keeps the laws of stores on Bun', async () => {
  expect(await laws(`${root}node_modules/.bin/bun`, 'run', script, 'bun:sqlite')).toEqual(kept);
});

test('sqliteStore over node:sqlite keeps the laws of stores on Deno', async () => {
  expect(await laws(`${root}node_modules/.bin/deno`, ...deno, 'node:sqlite')).toEqual(kept);
});
