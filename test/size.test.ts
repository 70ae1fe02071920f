import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

/** What is loaded when it is needed stays out, as it does in a bundle that is split. */
const withoutLater: Plugin = {
  name: 'without-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/.*\.js$/ }, ({ kind, path }) =>
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

test('the core is small, also with what runs on servers and JSON Schema load later', async () => {
  expect(await sizeOf(['.'])).toBeLessThan(8_600);
  expect(await sizeOf(['.'], [])).toBeLessThan(10_850);
});

test.for([
  ['langchain', 3_950],
  ['ai-sdk', 3_680],
  ['atp', 5_250],
  ['letta', 16_200],
  ['mcp', 2_300],
  ['zod3', 650],
] as const)('%s adds less than %i bytes to the core', async ([entry, most]) => {
  expect((await sizeOf(['.', `./${entry}`])) - (await sizeOf(['.']))).toBeLessThan(most);
});
