import type { Counts } from './check.ts';
import type { Columns } from './markdown-table.ts';
import { systems } from './systems.ts';
import type { Row, Torture } from './torture.ts';

/** The columns of what became of the calls. */
export const callColumns: Columns<Counts> = {
  asked: ({ asked }) => asked,
  effects: ({ effects }) => effects,
  duplicates: ({ duplicates }) => duplicates,
  'asked again': ({ askedAgain }) => askedAgain,
  repeated: ({ repeated }) => repeated,
  lost: ({ lost }) => lost,
  wrong: ({ wrong }) => wrong,
};

/** The columns of `npm run torture`. */
export const columns: Columns<Row> = {
  system: ({ torture }) => systems[torture.system].name,
  journal: ({ torture }) => journalOf(torture),
  kills: ({ kills }) => kills,
  faults: ({ faults }) => faults,
  ...callColumns,
  'unknown (ran)': ({ torture, unknown, unknownButRan }) =>
    torture.store === undefined ? '-' : `${unknown} (${unknownButRan})`,
  'server kills': ({ server }) => server?.kills ?? '-',
  'server tools (ran)': ({ server }) => (server ? `${server.asked} (${server.effects})` : '-'),
  seconds: ({ seconds }) => seconds.toFixed(0),
};

/** Names a row. */
export function titleOf(torture: Torture): string {
  return `${systems[torture.system].name}, ${journalOf(torture)}`;
}

/** The journal of a row, and what differs from one client that is killed. */
function journalOf({ store, workers = 1, kills }: Torture): string {
  return [store ?? 'none', ...(workers > 1 ? [`${workers} workers`] : []), ...(kills === 0 ? ['proxy'] : [])].join(
    ', ',
  );
}

/** Returns what is wrong with the rows: a promise of the journal that was broken, or a torture that shows nothing. */
export function problemsOf(rows: readonly Row[]): string[] {
  return [...rows.flatMap(brokenPromises), ...emptyProofs(rows)];
}

function brokenPromises({ torture, duplicates, lost, wrong, server }: Row): string[] {
  const broken = duplicates + lost + wrong + (server?.lost ?? 0) + (server?.wrong ?? 0);
  if (torture.store === undefined || broken === 0) return [];
  const ofServer = server ? `; calls of the server's tool: ${server.lost} lost, ${server.wrong} wrong` : '';
  return [`${titleOf(torture)}: ${duplicates} duplicates, ${lost} lost, ${wrong} wrong${ofServer}`];
}

/** So many kills show something in each row without a journal. The few of the short form do in its rows together. */
const manyKills = 100;

function emptyProofs(rows: readonly Row[]): string[] {
  const killed = rows.filter(({ torture }) => torture.store === undefined && torture.kills > 0);
  const short = killed.filter(({ torture }) => torture.kills < manyKills);
  const long = killed.filter(({ torture }) => torture.kills >= manyKills);
  return [short, ...long.map((row) => [row])].flatMap((proof) => {
    const isCredible = proof.length === 0 || proof.some(({ duplicates, wrong }) => duplicates + wrong > 0);
    const titles = proof.map(({ torture }) => titleOf(torture)).join(' and ');
    return isCredible ? [] : [`${titles}: no duplicate and no wrong result, so it shows nothing`];
  });
}

/** Writes how many runs rejected in the end, and with which codes. */
export function rejectedRuns(rows: readonly Row[]): string[] {
  return rows.flatMap(({ torture, failedRuns }) => {
    const codes = Object.entries(failedRuns).map(([code, runs]) => `${runs} with ${code}`);
    return codes.length === 0 ? [] : [`rejected runs of ${titleOf(torture)}: ${codes.join(', ')}`];
  });
}
