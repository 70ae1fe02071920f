/** Type-checks a file of 200 tools with the repository's compiler. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));

/** How many more instantiations a typed tool set may take than the definitions of its tools alone. */
export const setLimit = 1.5;

interface Checked {
  /** Milliseconds, for this file and everything that it imports. */
  readonly time: number;
  /** The number of instantiated generic types, which does not depend on the machine. */
  readonly instantiations: number;
}

/** Checks the `tsconfig.json` in a folder. Throws what the compiler prints if there are errors. */
export function checkTypes(folder: string): Checked {
  const { status, stdout } = spawnSync(tsc, ['-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  const figure = (label: string) => Number(new RegExp(`${label}:\\s+([\\d.]+)`).exec(stdout)?.[1]);
  return { time: figure('Check time') * 1000, instantiations: figure('Instantiations') };
}
