import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const calls = `
  const add = defineTool({ name: 'add', description: 'Add', inputSchema: { type: 'object' }, handler: ({ a, b }) => a + b });
  createBridge({ tools: [add] })
    .execute({ id: 'call_1', name: 'add', input: { a: 2, b: 3 } })
    .then(({ output }) => console.log(output, createToolsFromClient([add]).length));
`;

test('a CommonJS file requires the package and its entries', async () => {
  const code = `
    const { createBridge, defineTool } = require('toolferry');
    const { createToolsFromClient } = require('toolferry/langchain');
    ${calls}`;
  const { stdout } = await run(process.execPath, ['--input-type=commonjs', '--eval', code], { cwd: root });
  expect(stdout.trim()).toBe('5 1');
});

test.for(['cjs', 'esm'] as const)(
  'esbuild bundles the package for Node as %s without configuration',
  async (format) => {
    const folder = path.join(root, '.tmp/bundles');
    mkdirSync(folder, { recursive: true });
    const outfile = path.join(folder, `main.${format === 'cjs' ? 'cjs' : 'mjs'}`);
    const contents = `
    import { createBridge, defineTool } from 'toolferry';
    import { createToolsFromClient } from 'toolferry/langchain';
    ${calls}`;
    await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      platform: 'node',
      format,
      outfile,
      external: ['@langchain/core'],
    });
    expect((await run(process.execPath, [outfile], { cwd: root })).stdout.trim()).toBe('5 1');
  },
);
