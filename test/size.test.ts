import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

/**
 * Leaves out packages and the four modules that are loaded later. Includes formats as the build does: only those that are
 * used.
 */
const asBuilt: Plugin = {
  name: 'as-built',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'format' || from.kind === 'entry-point') return undefined;
      if (path === 'typebox/format' || from.importer.includes('/typebox/'))
        return { ...(await resolve(path, { ...from, pluginData: 'format' })), sideEffects: false };
      const isLater = from.kind === 'dynamic-import' || /^[^./]/.test(path);
      return isLater ? { path, external: true } : undefined;
    });
  },
};

const sizeOf = (...entries: readonly string[]): Promise<number> =>
  sizeOfModule(entries.map((entry, index) => `export * as e${index} from '${entry}/index.ts';`).join('\n'));

/** The bytes that a browser loads for a module in `src`: minified and gzipped. */
async function sizeOfModule(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents,
      resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    plugins: [asBuilt],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

/** What is measured, rounded up to the next 500 bytes. */
const limits = {
  core: 25_000,
  langchain: 9_000,
  langgraph: 11_000,
  'ai-sdk': 12_000,
  'ag-ui': 14_000,
  atp: 13_500,
  letta: 20_500,
  mcp: 7_000,
  journal: 10_500,
  losses: 2_500,
  schema: 1_500,
  zod3: 1_000,
} as const;

/** A change that makes an entry smaller lowers its limit. */
const slack = 500;

const bridge = "export { createBridge, toolResult } from './index.ts';";
const page = "export { createBridge } from './index.ts'; export { answerToolCall } from './ai-sdk/index.ts';";

test.for([
  ['a bridge, with all that a call needs,', bridge, 22_500],
  [
    'the same with defineTool, which checks what the author wrote,',
    `${bridge} export { defineTool } from './index.ts';`,
    23_500,
  ],
  ['the same bridge, with what its first run loads,', `${bridge} export * as run from './bridge/run.ts';`, 24_500],
  ['a page that only answers calls', page, 24_000],
] as const)('%s takes no more than its limit, and not much less', async ([, contents, most]) => {
  const size = await sizeOfModule(contents);
  expect(size).toBeLessThanOrEqual(most);
  expect(size).toBeGreaterThan(most - slack);
});

test('the core fits its limit, and the limit fits it', async () => {
  const size = await sizeOf('.');
  expect(size).toBeLessThanOrEqual(limits.core);
  expect(size).toBeGreaterThan(limits.core - slack);
});

test.for(Object.entries(limits).filter(([entry]) => entry !== 'core'))(
  '%s adds no more than %i bytes to the core, and not much less',
  async ([entry, most]) => {
    const added = (await sizeOf('.', `./${entry}`)) - (await sizeOf('.'));
    expect(added).toBeLessThanOrEqual(most);
    expect(added).toBeGreaterThan(most - slack);
  },
);
