import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Say, type ScriptedOpenAI, startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { run, runBlock, typeScript } from './code-blocks.ts';
import { needsLetta, readGuides } from './guides.ts';
import { modelScripts } from './model-scripts.ts';

const server = useATPServer();
let script: readonly Say[] = [];
let model: ScriptedOpenAI;
beforeAll(async () => {
  model = await startScriptedOpenAI((results) => script[results.length] ?? { text: results.at(-1) ?? '' });
});
afterAll(() => model.stop());

const guides = readGuides('docs').filter(({ blocks }) => blocks.length > 0);

describe.each(guides)('the code blocks of $page', ({ folder, blocks }) => {
  test('compile against the built package', async () => {
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  const here = blocks.filter((block) => !needsLetta(block));
  test.each(here.map((block, index) => ({ ...block, number: index + 1 })))(
    '$number, under "$title", runs and prints the output below it',
    async ({ title, file, printed }) => {
      script = modelScripts[title] ?? [];
      const output = await runBlock(file, { ...model.env, ATP_URL: server.baseUrl });
      if (printed !== undefined) expect(output).toBe(printed.trim());
    },
  );
});
