import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const peers = [/^@langchain\/core/, /^ai$/, /^zod/];

test.each([
  'index',
  'langchain/index',
  'langgraph/index',
  'ai-sdk/index',
  'ag-ui/index',
  'atp/index',
  'mcp/index',
  'journal/index',
  'schema/index',
  'zod3/index',
])('the entry %s bundles for a browser without modules of Node', async (entry) => {
  const warnings: string[] = [];
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: path.join(root, `dist/${entry}.js`), formats: ['es'] },
      rollupOptions: { external: peers, onwarn: ({ message }) => warnings.push(message) },
    },
  });
  const code = [result]
    .flat()
    .flatMap((output) => ('output' in output ? output.output : []))
    .map((chunk) => ('code' in chunk ? chunk.code : ''))
    .join('\n');
  expect(warnings).toEqual([]);
  expect(code).not.toMatch(/from\s*["'](node:|fs|path|crypto)["']|__vite-browser-external|\brequire\(/);
  expect(code.length).toBeGreaterThan(500);
});
