/**
 * Performs seeded runs in the pages of a real Chromium over two replicas of each agent, while tabs are reloaded, opened, closed and
 * crashed, the browser is offline, and replicas are killed, and prints what became of the calls (`npm run torture:web`). Fails if the
 * journal allowed a duplicate, a lost call or a wrong result, or if runs without a journal show no duplicate. Arguments: `--runs=200`
 * for the runs of both agents together, `--short` for 20 and only those with locks, and `--seed=1` to use a plan again, with the
 * same disturbances. They happen in real time: no row repeats exactly. With `TORTURE_KEEP=1` the files of each row are kept.
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '../../web/chromium.ts';
import { markdownTable } from '../markdown-table.ts';
import { columns, problemsOf, titleOf } from './table.ts';
import { type PageJournal, runWebTorture, type WebRow } from './torture.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const start = performance.now();
const runs = Number(values.runs ?? (values.short ? 20 : 200)) / 2;
console.log(`Torture of web pages${values.short ? ' (short form)' : ''}, seed ${values.seed}`);
const browser = await launchChromium();
const agents = ['langgraph-ag-ui', 'ai-sdk-ag-ui'] as const;
const rows = await runAgents(runs, 'locks');
// Fewer show how leases do, and what a journal prevents.
if (!values.short)
  for (const journal of ['leases', 'none'] as const) rows.push(...(await runAgents(Math.ceil(runs / 5), journal)));
await browser.close();
console.log(`\n${markdownTable(columns, rows)}\n`);
const problems = problemsOf(rows);
for (const problem of problems) console.log(`broken: ${problem}`);
console.log(`${rows.length} rows, ${problems.length} broken (${((performance.now() - start) / 1000).toFixed(0)} s)`);
process.exit(problems.length === 0 ? 0 : 1);

async function runAgents(runs: number, journal: PageJournal): Promise<WebRow[]> {
  const rows: WebRow[] = [];
  for (const system of agents) {
    const row = await runWebTorture({ system, seed: `${values.seed} ${system}`, runs, journal, browser });
    console.log(`${titleOf(row.torture)}: ${row.asked} calls, ${row.seconds.toFixed(0)} s`);
    rows.push(row);
  }
  return rows;
}
