import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { readCodeBlocks, run, runBlock, typeScript, writeCodeBlocks } from './code-blocks.ts';
import { readmeExamples } from './readme-examples.ts';
import { withModelOf } from './with-model-of.ts';

const { folder, blocks, fileUnder } = writeCodeBlocks('README.md', 'readme');
const server = useATPServer();

describe('the code blocks of README.md', () => {
  test('README.md has at most 220 lines', () => {
    const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(220);
  });

  test('every code block of README.md has at most 15 lines and compiles against the built package', async () => {
    expect(blocks).toHaveLength(6);
    for (const { code } of blocks) expect(code.trim().split('\n').length).toBeLessThanOrEqual(15);
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  test.each(readCodeBlocks('README.md'))(
    'the install line under "$title" names every package that its example imports',
    ({ code, packages }) => {
      const imported = [...code.matchAll(/ from '((?:@[^/']+\/)?[^/']+)/g)].map(([, name]) => name);
      expect(packages).toEqual(expect.arrayContaining(imported));
    },
  );

  test.each(readmeExamples)('the example under "$title" $claim', async ({ title, prints }) => {
    const run = (env: Readonly<Record<string, string>>) =>
      runBlock(fileUnder(title), { ...env, ATP_URL: server.baseUrl });
    expect(await withModelOf(title, run)).toMatch(prints);
  });
});
