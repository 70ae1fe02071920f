/** Runs every benchmark in its own process; fails if one of them missed what is promised. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemNode } from '../test/smoke/system-node.ts';

const run = (node: string, file: string): void => {
  const { status } = spawnSync(node, ['--expose-gc', fileURLToPath(new URL(file, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
};

for (const name of [
  'calls',
  'memory',
  'definitions',
  'imports',
  'call-path',
  'journal',
  'atp',
  'ag-ui',
  'letta',
  'types',
])
  run(process.execPath, `./${name}.ts`);
run(process.execPath, './one-signal.mjs');
const other = await systemNode();
if (other?.version.startsWith('v20.')) run(other.command, './one-signal.mjs');
else console.log(`One signal on Node 20: skipped, the machine's own Node is ${other?.version ?? 'missing'}`);
