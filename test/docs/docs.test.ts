import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { run, runBlock, typeScript } from './code-blocks.ts';
import { needsLetta, readGuides } from './guides.ts';
import { withModelOf } from './with-model-of.ts';

const server = useATPServer();
const guides = readGuides('docs').filter(({ blocks }) => blocks.length > 0);

describe.each(guides)('the code blocks of $page', ({ folder, blocks }) => {
  test('compile against the built package', async () => {
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  const here = blocks.filter((block) => !needsLetta(block));
  test.each(here.map((block, index) => ({ ...block, number: index + 1 })))(
    '$number, under "$title", runs and prints the output below it',
    async ({ title, file, printed }) => {
      const output = await withModelOf(title, (env) => runBlock(file, { ...env, ATP_URL: server.baseUrl }));
      if (printed !== undefined) expect(output).toBe(printed.trim());
    },
  );
});
