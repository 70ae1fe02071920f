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

/** The tables are committed: a change of a count is a change of what is lost, and has to be looked at. */
describe.each(Object.entries(corpora))('%s', (name, read) => {
  test.skipIf(name === 'real-definitions' && skip)(
    'nothing is wrong, nothing crashes, and no more is lost than is known',
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
])('the corpus has at least 60 %s tools, of no package more than 25', async (_, name) => {
  const counts = (await corpora[name]?.())?.map(({ tools }) => tools.length) ?? [];
  expect(Math.max(...counts)).toBeLessThanOrEqual(25);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(60);
});

test.each([
  ['LangChain tools', runLangChainTools, 50],
  ['AI SDK tools', runAISDKTools, 50],
])(
  '%s that run here tell a model the same, and ask the network the same, from the other framework',
  async (_, run, least) => {
    const runs = await run();
    expect(runs.map(({ from, tool, converted }) => [from, tool, converted])).toEqual(
      runs.map(({ from, tool, own }) => [from, tool, own]),
    );
    expect(new Set(runs.map(({ from, tool }) => `${from} ${tool}`)).size).toBeGreaterThanOrEqual(least);
    expect(runs.filter(({ own }) => own.failed).length).toBeLessThan(runs.length / 2);
  },
  timeout,
);

describe('what is not explained is told as wrong', () => {
  const corpus = { name: 'notes', of: 'client', inputs: 50 } as const;
  const tools = [samples['JSON Schema'], samples['zod 4']].flatMap((tool) => (tool ? [clientCorpusTool(tool)] : []));
  const through = (pass: Direction['through'][number]['pass']) =>
    measure({ ...corpus, tools }, { name: 'nowhere', of: 'client', through: [{ target: 'atp', pass }], end: inClient });

  test('another description', async () => {
    const { wrong, identical } = await through(async (own) => {
      const tool = { ...own, description: `${own.description}.` };
      return { tool, inside: clientStation(tool) };
    });
    expect(identical).toBe(0);
    expect(wrong).toHaveLength(2);
    expect(wrong[0]).toContain('"path":"description"');
  });

  test('a schema that is shown the same and checked otherwise', async () => {
    const { wrong } = await through(async (own) => {
      const tool = { ...own, validate: (value: unknown) => ({ value }) };
      return { tool, inside: clientStation(tool) };
    });
    expect(wrong).toHaveLength(2);
    expect(wrong[1]).toMatch(/"accepted":false.* -> .*"accepted":true/);
  });

  test('a value that is parsed twice', async () => {
    const { wrong } = await through(async (own) => {
      const tool = {
        ...own,
        validate: async (input: unknown) => {
          const first = await own.validate?.(input);
          return first && !first.issues ? ((await own.validate?.(first.value)) ?? first) : (first ?? { value: input });
        },
      };
      return { tool, inside: clientStation(tool) };
    });
    expect(wrong.join()).toContain('double');
  });

  test('a crash', async () => {
    const { crashed } = await through(async () => {
      throw new Error('broken');
    });
    expect(crashed).toHaveLength(2);
  });
});

test('a stranger between two conversions carries nothing of ours', async () => {
  const seen: unknown[] = [];
  for (const { through, of } of directions.filter((direction) => direction.of === 'client')) {
    expect(of).toBe('client');
    for (const tool of Object.values(samples))
      for (const step of through) seen.push((await step.pass(tool)).tool === tool);
  }
  expect(new Set(seen)).toEqual(new Set([false]));
});
