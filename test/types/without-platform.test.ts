import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run, typeScript } from '../docs/code-blocks.ts';

const folder = fileURLToPath(new URL('../../.tmp/without-platform', import.meta.url));
const source = `import { createBridge, defineTool } from 'toolferry';
const wait = defineTool({
  name: 'wait',
  description: 'Wait',
  inputSchema: { type: 'object' },
  handler: (_input, { signal }): boolean => signal.aborted,
});
export const bridge = createBridge({ tools: [wait] });
`;
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: [],
  module: 'NodeNext',
  strict: true,
  noEmit: true,
};

test('the types of toolferry compile without lib DOM and @types/node, and without skipLibCheck', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.ts'), source);
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }));
  const { output } = await run(typeScript, ['-p', folder]);
  // typebox 1.4.3 uses `URL` in its own types.
  const ours = output.split('\n').filter((line) => line !== '' && !line.includes('node_modules/typebox/'));
  expect(ours).toEqual([]);
});
