import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface PageBlock {
  /** The title of its section. */
  readonly title: string;
  readonly code: string;
  readonly language: 'ts' | 'tsx';
  /** The name of its file, if others import it. */
  readonly name: string | undefined;
  /** The next `text` block in its section: several blocks may print the same. A block that others import prints nothing. */
  readonly printed: string | undefined;
  /** The packages of the install line in its section. */
  readonly packages: readonly string[];
}

export interface CodeBlock extends Omit<PageBlock, 'name' | 'packages' | 'language'> {
  readonly file: string;
}

export interface CodeBlocks {
  readonly folder: string;
  readonly blocks: readonly CodeBlock[];
  /** The file of the first block in the section with this title. */
  fileUnder(title: string): string;
}

/**
 * Reads the `ts` and `tsx` code blocks of a page. The name of the file of a block that others import stands after `ts`. Those in
 * `tsx` are compiled only, because they need a browser.
 */
export function readCodeBlocks(page: string): PageBlock[] {
  const sections = readFileSync(path.join(root, page), 'utf8').split(/^##+ /m);
  return sections.flatMap((section) => {
    const title = section.split('\n')[0] ?? '';
    const packages = /^npm install ([^#\n]*)/m.exec(section)?.[1]?.trim().split(' ') ?? [];
    const fences = [...section.matchAll(/^```(tsx?|text)(?: (\S+))?\n(.*?)^```$/gms)];
    return fences.flatMap(([, language, name, code = ''], number): PageBlock[] => {
      if (language === 'text') return [];
      const printed = name === undefined ? fences.slice(number).find(([, next]) => next === 'text')?.[3] : '';
      return [{ title, code, name, printed, packages, language: language as PageBlock['language'] }];
    });
  });
}

/** Writes the code blocks of a page to files inside the package, so that they import what users import. */
export function writeCodeBlocks(page: string, folderName: string): CodeBlocks {
  const folder = path.join(root, '.tmp', folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const blocks = readCodeBlocks(page).flatMap(({ title, code, name, printed, language }, index): CodeBlock[] => {
    const file = path.join(folder, name ?? `block-${index + 1}.${language}`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return language === 'tsx' ? [] : [{ title, file, code, printed }];
  });
  return {
    folder,
    blocks,
    fileUnder(title) {
      const block = blocks.find((each) => each.title === title);
      if (block === undefined) throw new Error(`${page} has no code under "${title}"`);
      return block.file;
    },
  };
}

/**
 * No `paths`: the blocks see the built package's types. Files in a dot folder are only included by name. `createAgent` does
 * not accept LangChain's own middleware (1.5.14) under `exactOptionalPropertyTypes`.
 */
const tsconfig = {
  extends: '../../tsconfig.json',
  compilerOptions: { paths: {}, exactOptionalPropertyTypes: false, jsx: 'react-jsx' },
  include: ['*.ts', '*.tsx'],
};

/**
 * Runs a command of the project; resolves to its exit code and all that it printed. Answers no where it asks `[y/N]`, and
 * shows the answer as a terminal does.
 */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      if (!output.endsWith('[y/N] ')) return;
      output += 'n\n';
      child.stdin.write('n\n');
    });
  }
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Runs a block as a user does; resolves to what it printed, and rejects with that if the block fails. */
export async function runBlock(file: string, env: Record<string, string>): Promise<string> {
  const { code, output } = await run(process.execPath, [file], env);
  if (code !== 0) throw new Error(output);
  return output.trim();
}

export const typeScript: string = path.join(root, 'node_modules/.bin/tsc');
