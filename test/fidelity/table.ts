import type { Row } from './measure.ts';

const columns = [
  'corpus',
  'route',
  'definitions',
  'identical',
  'explained',
  'wrong',
  'crashed',
  'inputs',
  'accepted',
  'same value',
  'refused later',
] as const;

/** Returns a Markdown table with aligned columns. */
export function table(rows: readonly Row[]): string {
  const cells = [[...columns], columns.map(() => '---'), ...rows.map(cellsOf)];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function cellsOf(row: Row): string[] {
  const { corpus, direction, definitions, identical, explained, wrong, crashed, inputs } = row;
  const kinds = Object.entries(explained).sort(([a], [b]) => (a < b ? -1 : 1));
  const losses = kinds.map(([kind, count]) => `${kind} ${count}`).join(', ');
  const { total, accepted, sameValue, refusedLater } = inputs;
  const counts = [wrong.length, crashed.length, total, accepted, sameValue, refusedLater];
  return [corpus, direction, `${definitions}`, `${identical}`, losses, ...counts.map(String)];
}
