import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Effect } from '../effects.ts';
import type { PlannedRun } from '../plan.ts';
import { type DisturbanceKind, planDisturbances } from './disturbances.ts';
import type { Report } from './reports.ts';
import { createTabs, type Note, type Tabs } from './tabs.ts';

export interface PerformedRun {
  /** `completed`, or the code that the run rejected with. Undefined if it did not end. */
  readonly how: string | undefined;
  /** The disturbances of its pages. */
  readonly disturbances: readonly DisturbanceKind[];
  /** The effects of its handlers, in all tabs. */
  readonly effects: readonly Effect[];
}

export interface Performance {
  readonly browser: Browser;
  /** The address of the page. */
  readonly site: string;
  readonly seed: string;
  readonly hasJournal: boolean;
  note(run: string, note: Note): void;
}

/** A disturbance does not wait longer for its moment. */
const momentMs = 2_000;
/** No page was loaded, and no handler ran, for so long. */
const stuckMs = 60_000;
const progress: ReadonlySet<Report> = new Set(['loaded', 'handler', 'ended']);

/** Performs a run in the tabs of a browser with a storage of its own, disturbs them, and returns what became of it. */
export async function performRun(run: PlannedRun, performance: Performance): Promise<PerformedRun> {
  const { browser, site, seed, hasJournal, note } = performance;
  const context = await browser.newContext();
  try {
    const tabs = await createTabs(context, addressOf(site, run, hasJournal), (what) => note(run.id, what));
    await tabs.open();
    const disturbances: DisturbanceKind[] = [];
    for (const disturbance of planDisturbances(seed, run.id)) {
      await tabs.next(({ what }) => what === disturbance.after || what === 'ended', momentMs);
      if (hasEnded(tabs)) break;
      await sleep(disturbance.delayMs);
      if (await tabs.disturb(disturbance)) disturbances.push(disturbance.kind);
    }
    await allEnded(tabs);
    // The page comes back when all is over, and finds the output.
    const last = await tabs.open();
    const endings = await allEnded(tabs);
    return { how: oneOf(endings), disturbances, effects: await readEffects(last) };
  } finally {
    await context.close();
  }
}

function addressOf(site: string, run: PlannedRun, hasJournal: boolean): string {
  const query = new URLSearchParams({ run: JSON.stringify(run), ...(hasJournal && { key: run.id }) });
  return `${site}/?${query}`;
}

function hasEnded(tabs: Tabs): boolean {
  return tabs.endings().some((how) => how !== undefined);
}

/** Waits until the run has ended in all open tabs, or no page does anything any more, and returns how it ended in each. */
async function allEnded(tabs: Tabs): Promise<readonly (string | undefined)[]> {
  while (tabs.endings().includes(undefined))
    if ((await tabs.next(({ what }) => progress.has(what), stuckMs)) === undefined) break;
  return tabs.endings();
}

/** Returns how the run ended in all tabs, or all endings if they differ. */
function oneOf(endings: readonly (string | undefined)[]): string | undefined {
  if (endings.includes(undefined)) return undefined;
  return [...new Set(endings)].join(' and ');
}

function readEffects(tab: Page): Promise<Effect[]> {
  return tab.evaluate(() =>
    Object.entries(localStorage).flatMap(([key, value]) => (key.startsWith('effect ') ? [JSON.parse(value)] : [])),
  );
}
