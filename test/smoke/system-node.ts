import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** The Node that started npm, which may differ from the repository's. */
export async function systemNode(): Promise<{ readonly command: string; readonly version: string } | undefined> {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
  const command = folders.map((folder) => path.join(folder, 'node')).find((file) => existsSync(file));
  if (command === undefined) return undefined;
  return { command, version: (await promisify(execFile)(command, ['--version'])).stdout.trim() };
}
