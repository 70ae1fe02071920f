import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The `ts` code blocks of a page, each written to a file of its own inside the package, so that it imports what users do. */
export function writeCodeBlocks(page: string): { readonly folder: string; readonly files: readonly string[] } {
  const text = readFileSync(path.join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => `${code}\nexport {};\n`);
  const folder = path.join(root, '.tmp', path.basename(page, '.md').toLowerCase());
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const files = blocks.map((code, index) => {
    const file = path.join(folder, `block-${index + 1}.ts`);
    writeFileSync(file, code);
    return file;
  });
  return { folder, files };
}

/** No `paths`: the blocks see the built package's types. A dot folder needs its files named. */
const tsconfig = { extends: '../../tsconfig.json', compilerOptions: { paths: {} }, include: ['*.ts'] };

/** Runs a command of the project; resolves to its exit code and all it printed. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

export const typeScript: string = path.join(root, 'node_modules/.bin/tsc');
