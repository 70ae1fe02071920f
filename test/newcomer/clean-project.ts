/** Projects outside this repository, as a new user sets them up. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { type PageBlock, readCodeBlocks } from '../docs/code-blocks.ts';
import { lockedVersion, type NewcomerProject } from './projects.ts';

const blocks = ['README.md', 'docs/testing.md'].flatMap(readCodeBlocks);

export function exampleUnder(title: string): PageBlock {
  const block = blocks.find((each) => each.title === title);
  if (block === undefined) throw new Error(`There is no code under "${title}"`);
  return block;
}

/** The file of an example, without its extension. */
export const fileUnder = (title: string): string => title.toLowerCase().replaceAll(/\W+/g, '-');

/** Runs a command in a folder, as in a shell: without what npm and Vitest add to the environment. */
export async function runIn(cwd: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
  const added = /^(VITEST|NODE_ENV$|npm_(package|lifecycle|config_local_prefix))/;
  const inherited = Object.entries(process.env).filter(([name]) => !added.test(name));
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
  const PATH = folders.join(path.delimiter);
  return await promisify(execFile)(command, args, { cwd, env: { ...Object.fromEntries(inherited), PATH, ...env } });
}

/** Installs packages of exact versions. */
export async function install(folder: string, dependencies: Readonly<Record<string, string>>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await runIn(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
}

/** Installs the packed package and what the examples of the project ask for, and writes the examples to files. */
export async function createProject(folder: string, tarball: string, project: NewcomerProject): Promise<void> {
  const examples = project.examples.map(exampleUnder);
  const named = examples.flatMap(({ packages }) => packages).filter((name) => name !== 'toolferry');
  await install(folder, {
    '@types/node': lockedVersion('@types/node'),
    ...Object.fromEntries(named.map((name) => [name, project.versions?.[name] ?? lockedVersion(name)])),
    ...project.versions,
    toolferry: tarball,
  });
  for (const { title, code } of examples) {
    const file = path.join(folder, fileUnder(title));
    writeFileSync(`${file}.mts`, code);
    writeFileSync(`${file}.mjs`, (await transform(code, { loader: 'ts', target: 'es2022' })).code);
  }
}
