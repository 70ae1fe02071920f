import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CodeBlocks {
  readonly folder: string;
  readonly files: readonly string[];
  /** The file of the block in the section with this title. */
  fileUnder(title: string): string;
}

/** The `ts` code blocks of a page, each written to a file of its own inside the package, so that it imports what users do. */
export function writeCodeBlocks(page: string, folderName: string): CodeBlocks {
  const text = readFileSync(path.join(root, page), 'utf8');
  const folder = path.join(root, '.tmp', folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const sections = text.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n');
    return [...section.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => ({ title, code }));
  });
  const blocks = sections.map(({ title, code }, index) => {
    const file = path.join(folder, `block-${index + 1}.ts`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return { title, file };
  });
  return {
    folder,
    files: blocks.map(({ file }) => file),
    fileUnder(title) {
      const block = blocks.find((each) => each.title === title);
      if (block === undefined) throw new Error(`${page} has no code under "${title}"`);
      return block.file;
    },
  };
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

/** For Node: `confirm`, which it lacks, answers no. */
export const withoutBrowser: readonly string[] = ['--import', 'data:text/javascript,globalThis.confirm=()=>false'];

export const typeScript: string = path.join(root, 'node_modules/.bin/tsc');
