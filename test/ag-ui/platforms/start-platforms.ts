import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCodeBlocks } from '../../docs/code-blocks.ts';
import { freePort, type ServerProcess, startServerProcess } from '../../peers/server-process.ts';
import { startWorker } from '../../peers/workers/start-worker.ts';

export interface Platform extends Pick<ServerProcess, 'stop'> {
  readonly url: string;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));

/** The servers of docs/ag-ui.md, each with the agent of the tests. */
export function platforms(): Readonly<Record<string, () => Promise<Platform>>> {
  const { folder } = writeCodeBlocks('docs/ag-ui.md', 'platforms');
  const agent = JSON.stringify(fileURLToPath(new URL('./agent.ts', import.meta.url)));
  writeFileSync(path.join(folder, 'agent.ts'), `export { handler } from ${agent};\n`);
  return {
    Node: () => start('Node', process.execPath, here('node.mjs')),
    Bun: () => start('Bun', path.join(bin, 'bun'), 'run', here('bun.mjs')),
    Deno: () =>
      start('Deno', path.join(bin, 'deno'), 'run', '--allow-all', '--node-modules-dir=manual', here('deno.mjs')),
    workerd: () => startWorker(path.join(folder, 'worker.ts')),
  };
}

async function start(title: string, command: string, ...args: readonly string[]): Promise<Platform> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startServerProcess(() => ({
    title,
    command,
    args,
    env: { PORT: String(port) },
    ready: async () => (await fetch(url)).ok,
  }));
  return { url, stop };
}
