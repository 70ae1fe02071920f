import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

/** What is loaded when it is needed stays out, as it does in a bundle that is split. */
const withoutLater: Plugin = {
  name: 'without-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};

/** What a browser loads, in bytes: minified and gzipped, without packages. */
async function sizeOf(entries: readonly string[], plugins = [withoutLater]): Promise<number> {
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
    plugins,
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

test('the core is small, and calls load what they need', async () => {
  expect(await sizeOf(['.'])).toBeLessThan(6_000);
  expect(await sizeOf(['.'], [])).toBeLessThan(12_000);
});

test.for([
  ['langchain', 2_500],
  ['ai-sdk', 2_500],
  ['atp', 4_000],
  ['letta', 20_300],
  ['mcp', 4_800],
  ['losses', 2_000],
  ['schema', 1_400],
  ['zod3', 700],
] as const)('%s adds less than %i bytes to the core', async ([entry, most]) => {
  expect((await sizeOf(['.', `./${entry}`])) - (await sizeOf(['.']))).toBeLessThan(most);
});
