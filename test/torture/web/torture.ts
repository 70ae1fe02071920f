import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startSite } from '../../web/site.ts';
import { type Counts, count } from '../check.ts';
import { appendLine } from '../effects.ts';
import { filesIn, removeFolder } from '../files.ts';
import type { Ending } from '../notes.ts';
import { type PlannedRun, planRuns } from '../plan.ts';
import type { ServerCounts } from '../system.ts';
import { systems } from '../systems.ts';
import type { DisturbanceKind } from './disturbances.ts';
import { startOrigin } from './origin.ts';
import { performRun } from './perform-run.ts';
import type { Note } from './tabs.ts';

/** The journal of a page: in IndexedDB, behind the browser's locks, or behind leases on an origin without TLS. */
export type PageJournal = 'locks' | 'leases' | 'none';

/** The runs of one agent in pages. */
export interface WebTorture {
  readonly system: 'langgraph-ag-ui' | 'ai-sdk-ag-ui';
  readonly seed: string;
  readonly runs: number;
  readonly journal: PageJournal;
  readonly browser: Browser;
}

/** A row of the table. */
export interface WebRow extends Counts {
  readonly torture: WebTorture;
  readonly disturbances: readonly DisturbanceKind[];
  readonly server: ServerCounts | undefined;
  readonly seconds: number;
}

/** Runs whose pages are open at the same time. */
const atOnce = 3;
/** Longer than in processes that are killed: a page needs longer to begin again. */
const longestMs = 300;

/** Performs the runs in pages while the replicas are killed, and counts what became of each call. */
export async function runWebTorture(torture: WebTorture): Promise<WebRow> {
  const start = performance.now();
  const { seed, journal, browser } = torture;
  const folder = mkdtempSync(join(tmpdir(), 'toolferry-torture-'));
  const stops = [async () => removeFolder(folder)];
  try {
    const running = await systems[torture.system].start({ folder, seed, workers: atOnce, killsServers: true });
    stops.push(running.stop);
    const site = await startSite({ page: 'torture.ts' });
    stops.push(site.stop);
    const origin = await startOrigin(site.url, running.url);
    stops.push(origin.stop);
    const address = journal === 'leases' ? origin.insecureUrl : origin.url;

    const files = filesIn(folder);
    const runs = planRuns(seed, torture.runs, longestMs);
    const disturbances: DisturbanceKind[] = [];
    const note = (run: string, what: Note) => appendLine(join(folder, 'notes.jsonl'), { at: Date.now(), run, ...what });
    await performAll(runs, async (run) => {
      const performed = await performRun(run, { browser, site: address, seed, hasJournal: journal !== 'none', note });
      disturbances.push(...performed.disturbances);
      for (const effect of performed.effects) appendLine(files.effects, effect);
      if (performed.how !== undefined) appendLine(files.ended, { run: run.id, how: performed.how } satisfies Ending);
    });
    const counts = count(runs, files, await running.answers());
    const seconds = (performance.now() - start) / 1000;
    return { torture, disturbances, ...counts, server: running.server?.(runs), seconds };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function performAll(runs: readonly PlannedRun[], perform: (run: PlannedRun) => Promise<void>): Promise<void> {
  const left = [...runs];
  const work = async (): Promise<void> => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) await perform(run);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
