import { systems } from './systems.ts';
import type { Row } from './torture.ts';

const columns: Readonly<Record<string, (row: Row) => number | string>> = {
  kills: ({ kills }) => kills,
  faults: ({ faults }) => faults,
  asked: ({ asked }) => asked,
  effects: ({ effects }) => effects,
  duplicates: ({ duplicates }) => duplicates,
  repeated: ({ repeated }) => repeated,
  lost: ({ lost }) => lost,
  wrong: ({ wrong }) => wrong,
  'unknown (ran)': ({ torture, unknown, unknownButRan }) =>
    torture.store === undefined ? '-' : `${unknown} (${unknownButRan})`,
  seconds: ({ seconds }) => seconds.toFixed(0),
};

/** Writes the rows as a table in Markdown, those of a system next to each other. */
export function toTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [systems[row.torture.system].name, journalOf(row), ...cellsOf(row)]);
  const all = [['system', 'journal', ...Object.keys(columns)], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  const text = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [...all.slice(0, 1).map(text), rule, ...all.slice(1).map(text)].join('\n');
}

function cellsOf(row: Row): string[] {
  return Object.values(columns).map((cell) => String(cell(row)));
}

/** The journal of a row, and what differs from one client that is killed. */
export function journalOf({ torture: { store, workers = 1, kills } }: Row): string {
  return [store ?? 'none', ...(workers > 1 ? [`${workers} workers`] : []), ...(kills === 0 ? ['proxy'] : [])].join(
    ', ',
  );
}

/** Returns what is wrong with the rows: a promise of the journal that was broken, or a torture that shows nothing. */
export function problemsOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    const { torture, duplicates, lost, wrong, asked } = row;
    const title = `${systems[torture.system].name}, ${journalOf(row)}`;
    if (torture.store !== undefined)
      return duplicates + lost + wrong > 0 ? [`${title}: ${duplicates} duplicates, ${lost} lost, ${wrong} wrong.`] : [];
    const isCredible = duplicates + wrong > 0 || torture.kills === 0;
    return isCredible
      ? []
      : [`${title}: neither duplicates nor wrong results in ${asked} calls. The torture hits nothing.`];
  });
}

/** Writes which runs rejected in the end, and with which codes. */
export function failedRunsOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    const codes = Object.entries(row.failedRuns).map(([code, runs]) => `${runs} with ${code}`);
    return codes.length === 0
      ? []
      : [`${systems[row.torture.system].name}, ${journalOf(row)}: runs rejected, ${codes.join(', ')}`];
  });
}
