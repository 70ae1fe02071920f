/** How long the compiler checks a file of 200 tools with inferred handlers, beside the same file written with others. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './in-turns.ts';
import { type ToolFile, toolFiles, writeToolFile } from './tool-files.ts';

const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
const rounds = 5;

const folders = toolFiles.map((name) => ({ name, folder: writeToolFile(name), times: [] as number[] }));
for (let round = 0; round < rounds; round++)
  for (const { name, folder, times } of folders) times.push(checkTime(name, folder));

for (const { name, times } of folders)
  console.log(`${`200 tools, types checked: ${name}`.padEnd(60)} ${(median(times) * 1000).toFixed(0)} ms`);

/** In seconds, of this file and all that it imports. */
function checkTime(name: ToolFile, folder: string): number {
  const { status, stdout } = spawnSync(tsc, ['-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stdout}`);
  return Number(/Check time:\s+([\d.]+)s/.exec(stdout)?.[1]);
}
