import { beforeAll, expect, test } from 'vitest';
import { describeNeeding } from '../../describe-needing.ts';
import { postgresMissing } from '../../peers/postgres.ts';
import { redisMissing } from '../../peers/redis.ts';
import { chromiumMissing } from '../../web/chromium.ts';
import { runScript, type ScriptRun } from '../run-script.ts';

const missing = chromiumMissing ?? postgresMissing ?? redisMissing;

describeNeeding(missing, 'npm run torture:web, in its short form', () => {
  let torture: ScriptRun;
  beforeAll(async () => {
    torture = await runScript('test/torture/web/run.ts', '--short', '--seed=16');
  });

  test('pages that are reloaded, closed, opened twice and offline while replicas are killed run no call twice that is not safe to repeat, lose none and answer none wrongly', () => {
    expect(torture.output).not.toMatch(/^broken: .*/m);
    expect(torture.code).toBe(0);
    expect(torture.rows).toHaveLength(2);
    for (const row of torture.rows) expect(row).toMatchObject({ runs: '10', duplicates: '0', lost: '0', wrong: '0' });
  });

  test('each kind of disturbance happens, and replicas are killed', () => {
    const kinds = ['reload', 'second tab', 'close all', 'crash', 'away', 'offline', 'server kills'];
    const times = (kind: string) => torture.rows.reduce((sum, row) => sum + Number(row[kind]), 0);
    for (const kind of kinds) expect([kind, times(kind)]).toEqual([kind, expect.toSatisfy((number) => number > 0)]);
  });
});
