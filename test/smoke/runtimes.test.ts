import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { systemNode } from './system-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(root, 'node_modules/.bin');
const script = 'test/smoke/smoke.mjs';
const run = promisify(execFile);
const expected = JSON.stringify([
  'Hello Ada',
  'invalid_input',
  'Hello Bob',
  'Hello Cy',
  'Hello Di',
  'string',
  'function',
]);

describe('every entry can be imported and its tools called on', () => {
  test(`Node ${process.version}, the version of the repository`, async () => {
    expect((await run(process.execPath, [script], { cwd: root })).stdout.trim()).toBe(expected);
  });

  test(`Node ${process.version} with code generation from strings forbidden`, async () => {
    const { stdout } = await run(process.execPath, ['--disallow-code-generation-from-strings', script], { cwd: root });
    expect(stdout.trim()).toBe(expected);
  });

  const system = systemNode();
  test('Node 20', async ({ skip }) => {
    const node = await system;
    if (!node?.version.startsWith('v20.')) return skip(`the machine's own Node is ${node?.version ?? 'missing'}`);
    expect((await run(node.command, [script], { cwd: root })).stdout.trim()).toBe(expected);
  });

  test.each([
    ['Bun', 'bun', ['run', script]],
    ['Deno', 'deno', ['run', '--allow-all', '--node-modules-dir=manual', script]],
  ])('%s', async (_name, command, args) => {
    expect((await run(path.join(bin, command), args, { cwd: root })).stdout.trim()).toBe(expected);
  });
});
