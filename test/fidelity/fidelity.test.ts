import { describe, expect, test } from 'vitest';
import { skip } from '../laws/real-tools.ts';
import { samples } from '../laws/samples.ts';
import { corpora } from './corpora.ts';
import { clientCorpusTool } from './corpus-tool.ts';
import { type Direction, directions, inClient } from './directions.ts';
import { measure } from './measure.ts';
import { measureAll } from './measure-all.ts';
import { runAISDKTools, runLangChainTools } from './run-both.ts';
import { clientStation } from './station.ts';
import { table } from './table.ts';

const timeout = 120_000;

/** The tables are committed, because a changed count means that a conversion loses more or less than before. */
describe.each(Object.entries(corpora))('%s', (name, read) => {
  test.skipIf(name === 'real-definitions' && skip)(
    `conversions of ${name} are not wrong, do not crash and lose what the committed table lists`,
    async () => {
      const rows = await measureAll(await read());
      expect(rows.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(rows.flatMap(({ crashed }) => crashed)).toEqual([]);
      for (const { inputs } of rows) {
        expect(inputs.accepted).toBeGreaterThan(0);
        expect(inputs.sameValue + inputs.refusedLater).toBe(inputs.accepted);
      }
      await expect(table(rows)).toMatchFileSnapshot(`expected/${name}.md`);
    },
    timeout,
  );
});

test.each([
  ['LangChain', 'langchain-tools'],
  ['AI SDK', 'ai-sdk-tools'],
])('the corpus has at least 60 %s tools, and at most 25 of one package', async (_, name) => {
  const counts = (await corpora[name]?.())?.map(({ tools }) => tools.length) ?? [];
  expect(Math.max(...counts)).toBeLessThanOrEqual(25);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(60);
});

test.each([
  ['LangChain tools', runLangChainTools, 50],
  ['AI SDK tools', runAISDKTools, 50],
])(
  '%s return the same and send the same requests in the other framework',
  async (_, run, least) => {
    const runs = await run();
    expect(runs.map(({ from, tool, converted }) => [from, tool, converted])).toEqual(
      runs.map(({ from, tool, original }) => [from, tool, original]),
    );
    expect(new Set(runs.map(({ from, tool }) => `${from} ${tool}`)).size).toBeGreaterThanOrEqual(least);
    expect(runs.filter(({ original }) => original.failed).length).toBeLessThan(runs.length / 2);
  },
  timeout,
);

describe('differences that no loss explains', () => {
  const corpus = { name: 'notes', of: 'client', inputs: 50 } as const;
  const tools = [samples['JSON Schema'], samples['zod 4']].flatMap((tool) => (tool ? [clientCorpusTool(tool)] : []));
  const through = (pass: Direction['through'][number]['pass']) =>
    measure({ ...corpus, tools }, { name: 'nowhere', of: 'client', through: [{ target: 'atp', pass }], end: inClient });

  test('a changed description is reported as wrong', async () => {
    const { wrong, identical } = await through(async (original) => {
      const tool = { ...original, description: `${original.description}.` };
      return { tool, inside: clientStation(tool) };
    });
    expect(identical).toBe(0);
    expect(wrong).toHaveLength(2);
    expect(wrong[0]).toContain('"path":"description"');
  });

  test('a validator that does not match the shown schema is reported as wrong', async () => {
    const { wrong } = await through(async (original) => {
      const tool = { ...original, validate: (value: unknown) => ({ value }) };
      return { tool, inside: clientStation(tool) };
    });
    expect(wrong).toHaveLength(2);
    expect(wrong[1]).toMatch(/"accepted":false.* -> .*"accepted":true/);
  });

  test('a value that is parsed twice is reported as wrong', async () => {
    const { wrong } = await through(async (original) => {
      const tool = {
        ...original,
        validate: async (input: unknown) => {
          const first = await original.validate?.(input);
          return first && !first.issues
            ? ((await original.validate?.(first.value)) ?? first)
            : (first ?? { value: input });
        },
      };
      return { tool, inside: clientStation(tool) };
    });
    expect(wrong.join()).toContain('double');
  });

  test('a conversion that throws is reported as crashed', async () => {
    const { crashed } = await through(async () => {
      throw new Error('broken');
    });
    expect(crashed).toHaveLength(2);
  });
});

test('a re-created tool is not recognized as the tool it was made from', async () => {
  const seen: unknown[] = [];
  for (const { through, of } of directions.filter((direction) => direction.of === 'client')) {
    expect(of).toBe('client');
    for (const tool of Object.values(samples))
      for (const step of through) seen.push((await step.pass(tool)).tool === tool);
  }
  expect(new Set(seen)).toEqual(new Set([false]));
});
