import { beforeAll, describe, expect, test } from 'vitest';
import type { ScriptRun } from './run-script.ts';
import { runShortForm } from './run-short-form.ts';

describe('npm run torture, in its short form', () => {
  let torture: ScriptRun;
  beforeAll(async () => {
    torture = await runShortForm('scripted', 'atp', 'langgraph', 'langgraph-ag-ui', 'ai-sdk-ag-ui');
  });

  test('a client with a journal that is killed runs no call twice that is not safe to repeat, loses none and answers none wrongly', () => {
    expect(torture.output).not.toMatch(/^broken: .*/m);
    expect(torture.code).toBe(0);
    const kept = torture.rows.filter(({ journal }) => !journal?.startsWith('none'));
    expect(kept.length).toBeGreaterThan(0);
    for (const row of kept) expect(row).toMatchObject({ duplicates: '0', lost: '0', wrong: '0' });
  });

  test('a tool of an agent over AG-UI, whose replicas are killed too, runs at least once for each call', () => {
    const rows = torture.rows.filter(({ 'server kills': kills, journal }) => kills !== '-' && journal === 'sqlite');
    expect(rows).toHaveLength(2);
    for (const { 'server kills': kills, 'server tools (ran)': tools = '' } of rows) {
      const [calls = 0, effects = 0] = tools.match(/\d+/g)?.map(Number) ?? [];
      expect(Number(kills)).toBeGreaterThan(0);
      expect(effects).toBeGreaterThanOrEqual(calls);
    }
  });

  test('the same kills without a journal cause duplicates or wrong results', () => {
    const without = torture.rows.filter(({ journal }) => journal === 'none');
    expect(without.length).toBeGreaterThan(0);
    const shown = without.map(({ duplicates, wrong }) => Number(duplicates) + Number(wrong));
    // A single row of so few kills shows nothing once in a hundred times.
    expect(Math.max(...shown)).toBeGreaterThan(0);
  });
});
