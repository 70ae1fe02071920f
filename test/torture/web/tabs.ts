import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import type { Disturbance, DisturbanceKind } from './disturbances.ts';
import type { Report } from './reports.ts';

/** A report of a tab, with how its run ended or why it runs again. */
interface TabReport {
  readonly tab: Page;
  readonly what: Report;
  readonly how?: string | undefined;
}

/** A line in the notes of a run, which are read when a torture fails. */
export type Note = Omit<TabReport, 'tab'> | Disturbance;

/** The tabs of one run, which share the storage of a browser that nobody else uses. */
export interface Tabs {
  /** Returns how the run ended in each open tab; undefined where it has not. */
  endings(): readonly (string | undefined)[];
  /** Resolves to the next report that matches; undefined if there is none in time. */
  next(matches: (report: TabReport) => boolean, timeoutMs: number): Promise<TabReport | undefined>;
  /** Disturbs the tabs. At the end at least one tab is open. Returns false if it cannot happen now. */
  disturb(disturbance: Disturbance): Promise<boolean>;
  /** Opens one more tab. */
  open(): Promise<Page>;
}

const maxTabs = 3;
const loadMs = 30_000;

export async function createTabs(context: BrowserContext, url: string, note: (note: Note) => void): Promise<Tabs> {
  const listeners = new Set<(report: TabReport) => void>();
  const open = new Map<Page, string | undefined>();
  await context.exposeBinding('report', ({ page: tab }, what: Report, how?: string) => {
    note({ what, how });
    if (tab.isClosed()) return;
    if (what === 'loaded') open.set(tab, undefined);
    if (what === 'ended') open.set(tab, how);
    for (const listener of listeners) listener({ tab, what, how });
  });

  const next: Tabs['next'] = async (matches, timeoutMs) => {
    let listener: (report: TabReport) => void = () => {};
    let timer: NodeJS.Timeout | undefined;
    const report = await new Promise<TabReport | undefined>((resolve) => {
      listener = (report) => matches(report) && resolve(report);
      timer = setTimeout(() => resolve(undefined), timeoutMs);
      listeners.add(listener);
    });
    clearTimeout(timer);
    listeners.delete(listener);
    return report;
  };
  /** Resolves when the code of the page runs. */
  const load = async (tab: Page, navigate: () => Promise<unknown>): Promise<void> => {
    const loaded = next((report) => report.tab === tab && report.what === 'loaded', loadMs);
    await navigate();
    if ((await loaded) === undefined) throw new Error('A page was not loaded.');
  };
  const openTab = async (): Promise<Page> => {
    const tab = await context.newPage();
    await load(tab, () => tab.goto(url, { waitUntil: 'commit' }));
    return tab;
  };
  const close = async (tab: Page): Promise<void> => {
    await tab.close();
    // Its last reports arrive before.
    open.delete(tab);
  };
  /** Tabs can share a process. */
  const closeCrashed = async (): Promise<void> => {
    for (const tab of [...open.keys()]) {
      const isAlive = await tab.evaluate(() => true).catch(() => false);
      if (!isAlive) await close(tab);
    }
  };

  const disturb: Readonly<Record<DisturbanceKind, (tab: Page, lastsMs: number) => Promise<void>>> = {
    reload: (tab) => load(tab, () => tab.reload({ waitUntil: 'commit' })),
    'second tab': async () => void (await openTab()),
    close,
    async 'close all'(_, lastsMs) {
      await Promise.all([...open.keys()].map(close));
      await sleep(lastsMs);
    },
    async crash(tab) {
      const session = await context.newCDPSession(tab);
      const crashed = tab.waitForEvent('crash');
      session.send('Page.crash').catch(() => {});
      await crashed;
      await close(tab);
      await closeCrashed();
    },
    async away(tab, lastsMs) {
      open.delete(tab);
      await tab.goto('about:blank');
      await sleep(lastsMs);
      await load(tab, () => tab.goBack({ waitUntil: 'commit' }));
    },
    async offline(_, lastsMs) {
      await context.setOffline(true);
      await sleep(lastsMs);
      await context.setOffline(false);
    },
  };
  const canHappen: Partial<Record<DisturbanceKind, () => boolean>> = {
    'second tab': () => open.size < maxTabs,
    close: () => open.size > 1,
  };

  return {
    endings: () => [...open.values()],
    next,
    async disturb(disturbance) {
      const { kind, tab, lastsMs } = disturbance;
      if (canHappen[kind]?.() === false) return false;
      note(disturbance);
      await disturb[kind]([...open.keys()][Math.floor(tab * open.size)] as Page, lastsMs);
      if (open.size === 0) await openTab();
      return true;
    },
    open: openTab,
  };
}
