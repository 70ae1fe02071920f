/**
 * Kills the client of each system, and the replicas of some, at random moments, with and without a journal, and prints what became
 * of the calls (`npm run torture`). Fails if a journal allowed a duplicate, a lost call or a wrong result. Arguments: `--short` for 20
 * kills instead of 200, `--seed=1` to use a plan again, `--store=sqlite`, `--workers=2` and `--proxy` to choose rows, and the names of
 * systems. Kills happen in real time: no row repeats exactly. With `TORTURE_KEEP=1` the files of each row are kept.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseTortures } from './choose-tortures.ts';
import { markdownTable } from './markdown-table.ts';
import { missingFor } from './missing.ts';
import { columns, problemsOf, rejectedRuns, titleOf } from './table.ts';
import { type Row, runTorture, type Torture } from './torture.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    store: { type: 'string' },
    workers: { type: 'string' },
    proxy: { type: 'boolean', default: false },
  },
});
const start = performance.now();
console.log(`Torture of the built package${values.short ? ' (short form)' : ''}, seed ${values.seed}`);
const rows = await runAll(chooseTortures({ ...values, systems: positionals }));
console.log(`\n${markdownTable(columns, rows)}\n`);
for (const line of rejectedRuns(rows)) console.log(line);
const problems = problemsOf(rows);
for (const problem of problems) console.log(`broken: ${problem}`);
console.log(`${rows.length} rows, ${problems.length} broken (${secondsFrom(start)} s)`);
process.exit(problems.length === 0 ? 0 : 1);

/** Runs as many at a time as there are processors; each has servers and files of its own. */
async function runAll(tortures: readonly Torture[]): Promise<Row[]> {
  const rows = new Map<Torture, Row>();
  const left = [...tortures];
  const work = async (): Promise<void> => {
    for (let torture = left.shift(); torture !== undefined; torture = left.shift()) {
      const missing = await missingFor(torture);
      if (missing !== undefined && process.env.CI) throw new Error(missing);
      if (missing === undefined) rows.set(torture, await runTorture(torture));
      const { asked, kills, seconds = 0 } = rows.get(torture) ?? {};
      const what =
        missing === undefined ? `${asked} calls, ${kills} kills, ${seconds.toFixed(0)} s` : `left out. ${missing}`;
      console.log(`${titleOf(torture)}: ${what}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return tortures.flatMap((torture) => rows.get(torture) ?? []);
}

function secondsFrom(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0);
}
