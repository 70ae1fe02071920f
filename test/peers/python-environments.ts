import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isRunning } from './is-running.ts';

const run = promisify(execFile);
/** Ignored by git and kept between runs. */
const parent = fileURLToPath(new URL('../../.tmp/python/', import.meta.url));
const UV = 'uv==0.13.9';
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];

/** A Python environment that has exactly the packages of a lock file. */
export interface PythonEnvironment {
  readonly name: string;
  readonly lock: URL;
}

/** The folder of a Python environment, or why it is missing. */
export type FoundEnvironment = { readonly folder: string; readonly missing?: undefined } | { readonly missing: string };

/** Returns where an environment is installed; installs nothing. */
export async function findPythonEnvironment(environment: PythonEnvironment): Promise<FoundEnvironment> {
  try {
    const folder = await folderOf(environment, await findPython());
    if (existsSync(join(folder, 'bin/python'))) return { folder };
    return { missing: `The Python packages of ${environment.name} are not installed: npm run peers:setup` };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** Installs missing environments. Throws an `Error` that names what it requires. */
export async function makePythonEnvironments(environments: readonly PythonEnvironment[]): Promise<void> {
  const python = await findPython();
  const uv = folderFor('uv', UV, python);
  await create(uv, async (folder) => {
    await step(`a Python environment (${python.path} -m venv)`, python.path, ['-m', 'venv', folder]);
    await step(`${UV} from PyPI`, join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', UV]);
  });
  const env = { ...process.env, ...(await pipSettings(join(uv, 'bin/python'))) };
  const command = join(uv, 'bin/uv');
  for (const { name, lock } of environments)
    await create(await folderOf({ name, lock }, python), async (folder) => {
      // Relocatable, because the folder is renamed when it is complete.
      const venv = ['venv', '--quiet', '--relocatable', '--python', python.path, folder];
      await step('a Python environment', command, venv, env);
      const target = ['--python', join(folder, 'bin/python'), '--no-deps', '-r', fileURLToPath(lock)];
      await step(`the packages of ${name} from PyPI`, command, ['pip', 'install', '--quiet', ...target], env);
    });
}

interface Python {
  readonly path: string;
  readonly version: string;
}

async function findPython(): Promise<Python> {
  for (const name of PYTHONS) {
    const print = 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3], sep="\\n")';
    const { stdout } = await run(name, ['-c', print]).catch(() => ({ stdout: '' }));
    const [path = '', version = ''] = stdout.trim().split('\n');
    if (/^3\.1[123]\./.test(version)) return { path, version };
  }
  throw new Error(
    `The Python servers of the tests require Python 3.11, 3.12 or 3.13, which is none of ${PYTHONS.join(', ')}.`,
  );
}

async function folderOf({ name, lock }: PythonEnvironment, python: Python): Promise<string> {
  return folderFor(name, await readFile(lock, 'utf8'), python);
}

/** The name of a folder identifies its packages and its Python. */
function folderFor(name: string, content: string, { path, version }: Python): string {
  const key = createHash('sha256').update([content, path, version].join('\n')).digest('hex').slice(0, 12);
  return join(parent, `${name}-${key}`);
}

/** Creates a folder that has its final name only when it is complete. */
async function create(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(parent, { recursive: true });
  await removePartial();
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await fill(partial);
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // otherwise another process was faster
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Removes the folders of setups that were killed. */
async function removePartial(): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function step(what: string, command: string, args: readonly string[], env = process.env): Promise<void> {
  await run(command, args, { env }).catch((error: { stderr?: string; message: string }) => {
    throw new Error(
      `The Python servers of the tests require ${what}, which failed:\n${error.stderr?.trim() || error.message}`,
    );
  });
}

/** Returns the package index and certificates of pip's configuration, which uv does not read. */
async function pipSettings(python: string): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await run(python, ['-m', 'pip', 'config', 'list']);
  const setting = (name: string) => new RegExp(`^\\S+\\.${name}='(.*)'$`, 'm').exec(stdout)?.[1];
  const [index, certificates] = [setting('index-url'), setting('cert')];
  return {
    ...(index !== undefined && { UV_DEFAULT_INDEX: index }),
    ...(certificates !== undefined && { SSL_CERT_FILE: certificates }),
  };
}
