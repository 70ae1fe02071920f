import type { Columns } from '../markdown-table.ts';
import { systems } from '../systems.ts';
import { callColumns } from '../table.ts';
import { type DisturbanceKind, disturbanceKinds } from './disturbances.ts';
import type { PageJournal, WebRow, WebTorture } from './torture.ts';

const journals: Readonly<Record<PageJournal, string>> = {
  locks: 'IndexedDB',
  leases: 'IndexedDB, no TLS',
  none: 'none',
};

/** The columns of `npm run torture:web`. */
export const columns: Columns<WebRow> = {
  agent: ({ torture }) => systems[torture.system].name,
  journal: ({ torture }) => journals[torture.journal],
  runs: ({ torture }) => torture.runs,
  ...Object.fromEntries(disturbanceKinds.map((kind) => [kind, (row: WebRow) => numberOf(row, kind)])),
  'server kills': ({ server }) => server?.kills ?? '-',
  ...callColumns,
  'unknown (ran)': ({ unknown, unknownButRan }) => `${unknown} (${unknownButRan})`,
  'server tools (ran)': ({ server }) => (server ? `${server.asked} (${server.effects})` : '-'),
  seconds: ({ seconds }) => seconds.toFixed(0),
};

function numberOf({ disturbances }: WebRow, kind: DisturbanceKind): number {
  return disturbances.filter((other) => other === kind).length;
}

/** Names a row. */
export function titleOf(torture: WebTorture): string {
  return `${systems[torture.system].name}, ${journals[torture.journal]}`;
}

/** Returns what is wrong with the rows: a promise of the journal that was broken, or a torture that shows nothing. */
export function problemsOf(rows: readonly WebRow[]): string[] {
  return rows.flatMap((row) => (row.torture.journal === 'none' ? emptyProof(row) : brokenPromises(row)));
}

function brokenPromises({ torture, duplicates, askedAgain, lost, wrong, failedRuns, server }: WebRow): string[] {
  const rejected = Object.entries(failedRuns).map(([code, runs]) => `${runs} runs rejected with ${code}`);
  const counted = Object.entries({
    duplicates,
    'of them that the agent asked for again under another id': askedAgain,
    lost,
    wrong,
    "lost calls of the server's tool": server?.lost ?? 0,
    "wrong results of the server's tool": server?.wrong ?? 0,
  }).flatMap(([what, number]) => (number > 0 ? [`${number} ${what}`] : []));
  const broken = [...counted, ...rejected];
  return broken.length === 0 ? [] : [`${titleOf(torture)}: ${broken.join(', ')}`];
}

function emptyProof({ torture, duplicates, asked }: WebRow): string[] {
  return duplicates > 0 ? [] : [`${titleOf(torture)}: no duplicate in ${asked} calls, so it shows nothing`];
}
