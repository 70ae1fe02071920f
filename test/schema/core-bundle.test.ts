import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}.tmp/core-bundle`;

/** A script that uses the core and prints its findings as JSON. */
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
      rollupOptions: { external: ['typebox/schema'] },
    },
  });
  writeFileSync(`${folder}/script.js`, script);
  writeFileSync(`${folder}/package.json`, '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...flags: string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, [...flags, `${folder}/script.js`], { encoding: 'utf8' }));
}

test('the core validates calls in the same way where code generation is forbidden', () => {
  expect(run()).toEqual({ isEvalForbidden: false, valid: 'ran', invalid: 'invalid_input' });
  expect(run('--disallow-code-generation-from-strings')).toEqual({
    isEvalForbidden: true,
    valid: 'ran',
    invalid: 'invalid_input',
  });
});

test('the core statically imports no package, and later it loads the compiled check, runs and a hash function only', () => {
  const { now, later } = loaded('index.js');
  expect(now.every((name) => name.startsWith('./'))).toBe(true);
  const names = later.map((name) => name.replace(/-[\w-]{8}\.js$/, ''));
  expect(names.toSorted()).toEqual(['./compiled-check', './run', './sha2']);
});

test('the package of the compiled check is the only one that the core ever imports', () => {
  const chunks = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'script.js');
  const imported = chunks.flatMap((name) => Object.values(importsOf(name)).flat());
  expect(new Set(imported.filter((name) => !name.startsWith('./')))).toEqual(new Set(['typebox/schema']));
});

/** The static imports of a file of the bundle (`now`) and its dynamic ones (`later`). */
function importsOf(name: string): { readonly now: readonly string[]; readonly later: readonly string[] } {
  const code = readFileSync(`${folder}/${name}`, 'utf8');
  const found = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, imported]) => String(imported));
  return {
    now: found(/^\s*(?:import|export)\b(?:[^;(]*?from)?\s*["']([^"']+)["']/gm),
    later: found(/import\(\s*["'`]([^"'`]+)/g),
  };
}

/** The imports of a file together with those of all its static imports. */
function loaded(name: string): { readonly now: readonly string[]; readonly later: readonly string[] } {
  const direct = importsOf(name);
  const parts = direct.now.filter((imported) => imported.startsWith('./')).map((imported) => loaded(imported));
  return {
    now: [...direct.now, ...parts.flatMap(({ now }) => now)],
    later: [direct, ...parts].flatMap(({ later }) => later),
  };
}
