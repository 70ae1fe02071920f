/** The title of each column, and its cell in a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => number | string>>;

/** Writes rows as a table in Markdown. */
export function markdownTable<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = rows.map((row) => Object.values(columns).map((cell) => String(cell(row))));
  const head = Object.keys(columns);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text(head), rule, ...lines.map(text)].join('\n');
}
