/** What calls do to a process: run with the built package, in processes of their own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { systemNode } from './system-node.ts';

const index = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const tool = (handler: string) => `{ name: 'work', description: 'Work', inputSchema: {}, handler: ${handler} }`;
const call = `{ id: 'c', name: 'work', input: {} }`;

/** Runs a script in a new process; rejects if it does not end within 20 s. */
async function run(node: string, script: string) {
  const source = `import { createBridge } from ${JSON.stringify(index)};\n${script}`;
  return promisify(execFile)(node, ['--input-type=module', '--eval', source], { timeout: 20_000 });
}

const system = systemNode();
describe.each(['the Node of the repository', 'Node 20'])('on %s', (name) => {
  const node = async (skip: (reason: string) => never): Promise<string> => {
    if (name !== 'Node 20') return process.execPath;
    const found = await system;
    return found?.version.startsWith('v20.')
      ? found.command
      : skip(`the machine's own Node is ${found?.version ?? 'missing'}`);
  };

  test('a process ends when its last call has ended, although the time-out of the call is five minutes', async ({
    skip,
  }) => {
    const handler = 'async () => { await new Promise((resolve) => setTimeout(resolve, 20)); return 1; }';
    const script = `console.log((await createBridge({ tools: [${tool(handler)}] }).execute(${call})).output);`;
    expect(await run(await node(skip), script)).toEqual({ stdout: '1\n', stderr: '' });
  });

  test('a process stays alive until a call that never ends has timed out', async ({ skip }) => {
    const bridge = `createBridge({ tools: [${tool('() => new Promise(() => {})')}], timeoutMs: 200 })`;
    const script = `void ${bridge}.execute(${call}).then(({ error }) => console.log(error.code));`;
    expect(await run(await node(skip), script)).toEqual({ stdout: 'timeout\n', stderr: '' });
  });

  test('10,000 calls in flight under one signal print no warning, and one abort ends them all', async ({ skip }) => {
    const script = `
      const bridge = createBridge({ tools: [${tool('() => new Promise(() => {})')}], timeoutMs: Infinity });
      const controller = new AbortController();
      const calls = Array.from({ length: 10_000 }, (_, n) =>
        bridge.execute({ id: String(n), name: 'work', input: {} }, { signal: controller.signal }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort();
      const codes = new Set((await Promise.all(calls)).map(({ error }) => error.code));
      console.log([...codes].join());
    `;
    expect(await run(await node(skip), script)).toEqual({ stdout: 'aborted\n', stderr: '' });
  });

  test('an abort listener of a handler runs in the AsyncLocalStorage of its own call', async ({ skip }) => {
    const handler = `(_input, { signal }) => new Promise(() => signal.addEventListener('abort', () => seen.push(storage.getStore())))`;
    const script = `
      import { AsyncLocalStorage } from 'node:async_hooks';
      const storage = new AsyncLocalStorage();
      const seen = [];
      const bridge = createBridge({ tools: [${tool(handler)}], timeoutMs: 50 });
      await Promise.all(['a', 'b', 'c'].map((id) => storage.run(id, () => bridge.execute({ id, name: 'work', input: {} }))));
      console.log(seen.sort().join());
    `;
    expect(await run(await node(skip), script)).toEqual({ stdout: 'a,b,c\n', stderr: '' });
  });
});
