import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}.tmp/core-bundle`;

/** A script that uses the core, and tells what it found as JSON. */
const script = `
import { createBridge, checkDefinition } from './index.js';
const definition = { name: 'a', description: 'A', inputSchema: { type: 'object', properties: { n: { type: 'number' } } } };
checkDefinition(definition);
const bridge = createBridge({ tools: [{ ...definition, handler: () => 'ran' }] });
const call = async (input) => (({ output, error }) => error?.code ?? output)(await bridge.execute({ id: 'c', name: 'a', input }));
let isEvalForbidden = false;
try { new Function('return 1')(); } catch { isEvalForbidden = true; }
console.log(JSON.stringify({ isEvalForbidden, valid: await call({ n: 1 }), invalid: await call({ n: 'one' }) }));
`;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
      rollupOptions: { external: /^typebox/ },
    },
  });
  writeFileSync(`${folder}/script.js`, script);
  writeFileSync(`${folder}/package.json`, '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...flags: string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, [...flags, `${folder}/script.js`], { encoding: 'utf8' }));
}

test('the core checks calls where code generation is forbidden as it does elsewhere', () => {
  expect(run()).toEqual({ isEvalForbidden: false, valid: 'ran', invalid: 'invalid_input' });
  expect(run('--disallow-code-generation-from-strings')).toEqual({
    isEvalForbidden: true,
    valid: 'ran',
    invalid: 'invalid_input',
  });
});

test('the core imports nothing but the validator, and that only when it is needed', () => {
  const code = readFileSync(`${folder}/index.js`, 'utf8');
  expect(code.match(/^\s*(?:import|export)\b[^;(]*?from\s*["'][^"']+["']/gm) ?? []).toEqual([]);
  expect(new Set([...code.matchAll(/import\(\s*["'`]([^"'`]+)/g)].map(([, name]) => name))).toEqual(
    new Set(['typebox/schema']),
  );
});
