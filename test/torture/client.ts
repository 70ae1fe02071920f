/**
 * The client that is killed. Performs the runs of a plan, and continues those that its earlier lives left behind. Its argument is
 * a `Life` as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTool, type Journal, ToolferryError } from 'toolferry';
import { effectTools } from './effect-tools.ts';
import { appendLine } from './effects.ts';
import { filesIn } from './files.ts';
import type { JournalPlace } from './journals.ts';
import { leavesOpen } from './leaves-open.ts';
import { openNotes } from './notes.ts';
import { openJournal } from './open-journal.ts';
import { openPerformer } from './performers.ts';
import { type PlannedRun, planRuns } from './plan.ts';

export interface Life {
  readonly system: string;
  readonly url: string;
  readonly folder: string;
  readonly seed: string;
  /** The number of runs of the plan. */
  readonly runs: number;
  /** Absent: there is no journal. */
  readonly store?: JournalPlace | undefined;
  /** The name of this client, which its next life has too. */
  readonly holder?: string;
  readonly leaseMs?: number;
}

/** What a client reports to its killer: its first handler has begun, or a run has ended. */
export type Report = 'handler' | 'ended';

/** What a client performs its runs with. */
export interface Circumstances extends Pick<Life, 'url' | 'folder'> {
  readonly tools: readonly ClientTool[];
  readonly journal?: Journal | undefined;
}

const life = JSON.parse(process.argv[2] ?? '') as Life;
const files = filesIn(life.folder);
const notes = openNotes(files);
let hasBegun = false;
const tools = effectTools({
  started() {
    if (!hasBegun) report('handler');
    hasBegun = true;
  },
  record: (effect) => appendLine(files.effects, effect),
});
const { store, holder, leaseMs } = life;
const journal = store && (await openJournal(store, { holder, leaseMs }));
const performer = await openPerformer(life.system, { ...life, tools, journal });

process.once('disconnect', () => process.exit());
for (let left = open(); left.length > 0; left = open()) for (const run of left) await perform(run);
process.exit();

function open(): readonly PlannedRun[] {
  const ended = notes.ended();
  return planRuns(life.seed, life.runs).filter(({ id }) => !ended.has(id));
}

async function perform(run: PlannedRun): Promise<void> {
  // Another worker may have ended it.
  if (notes.ended().has(run.id)) return;
  try {
    await (journal === undefined ? withoutJournal(run) : performer.start(run, { key: run.id }));
    notes.end(run.id, 'completed');
  } catch (error) {
    const code = ToolferryError.isInstance(error) ? error.code : undefined;
    notes.fail(run.id, error);
    if (code !== undefined && leavesOpen.has(code)) return void (await sleep(20));
    notes.end(run.id, code ?? String(error));
  }
  report('ended');
}

/** What people do today: keep the newest pause, and resume it. */
function withoutJournal(run: PlannedRun): Promise<unknown> {
  const pause = notes.pause(run.id);
  const options = notes.keepsPauses(run.id);
  return pause === undefined ? performer.start(run, options) : performer.resume(run, pause, options);
}

function report(what: Report): void {
  process.send?.(what);
}
