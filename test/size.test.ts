import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

/** Leaves out the three modules that are loaded when they are needed, as a bundler that splits does. */
const withoutLazyModules: Plugin = {
  name: 'without-lazy-modules',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};

/** The bytes that a browser loads for these entries: minified and gzipped, without packages. */
async function sizeOf(...entries: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: entries.map((entry, index) => `export * as e${index} from '${entry}/index.ts';`).join('\n'),
      resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    plugins: [withoutLazyModules],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

/** What is measured, rounded up to the next 500 bytes. */
const limits = {
  core: 12_000,
  langchain: 5_500,
  'ai-sdk': 5_500,
  atp: 7_500,
  letta: 16_500,
  mcp: 3_000,
  losses: 2_000,
  schema: 1_500,
  zod3: 1_000,
} as const;

/** A change that makes an entry smaller lowers its limit. */
const slack = 500;

test('everything that a call needs of the core fits its limit, and the limit fits it', async () => {
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
