/** Measures how long the compiler checks 200 tools with inferred handlers, defined with toolferry and with the frameworks. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './in-turns.ts';
import { type ToolFile, toolFiles, writeToolFile } from './tool-files.ts';

const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
const rounds = 5;

interface Checked {
  /** Milliseconds, for this file and everything that it imports. */
  readonly time: number;
  /** The number of instantiated generic types, which does not depend on the machine. */
  readonly instantiations: number;
}

const folders = toolFiles.map((name) => ({ name, folder: writeToolFile(name), checks: [] as Checked[] }));
for (let round = 0; round < rounds; round++)
  for (const { name, folder, checks } of folders) checks.push(check(name, folder));

for (const { name, checks } of folders) {
  const time = median(checks.map((checked) => checked.time)).toFixed(0);
  const instantiations = `${Math.round((checks[0]?.instantiations ?? 0) / 1000)}k instantiations`;
  console.log(`${`200 tools, types checked: ${name}`.padEnd(60)} ${time} ms, ${instantiations}`);
}

function check(name: ToolFile, folder: string): Checked {
  const { status, stdout } = spawnSync(tsc, ['-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stdout}`);
  const figure = (label: string) => Number(new RegExp(`${label}:\\s+([\\d.]+)`).exec(stdout)?.[1]);
  return { time: figure('Check time') * 1000, instantiations: figure('Instantiations') };
}
