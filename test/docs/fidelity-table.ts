/** Sums the measurements of `test/fidelity/expected` over the ways, as the table of docs/losses.md. */
import { readFileSync } from 'node:fs';

/** The committed measurement of one corpus on one way. */
interface Measured {
  readonly corpus: string;
  readonly definitions: number;
  readonly identical: number;
  /** The kinds of losses that were listed, with their counts: `metadata 18, outputSchema 14`. */
  readonly explained: string;
  readonly wrong: number;
  readonly crashed: number;
}

type Row = readonly [name: string, measured: readonly Measured[]];

const head = `| | tools | conversions | identical | with a loss | wrong | crashed | kinds of losses |
|---|---:|---:|---:|---:|---:|---:|---|`;

export function fidelityTable(): string {
  const rows: Row[] = [
    ['every kind of schema', read('schema-kinds')],
    ...byCorpus(read('real-definitions')),
    named('MCP servers', read('mcp-servers')),
    named('npm packages with LangChain tools', read('langchain-tools')),
    named('npm packages with AI SDK tools', read('ai-sdk-tools')),
  ];
  const all: Row = ['all', rows.flatMap(([, measured]) => measured)];
  return [head, ...rows.map((row) => line([...sums(row), kindsOf(row)])), line([...sums(all), ''])].join('\n');
}

function read(name: string): Measured[] {
  const text = readFileSync(new URL(`../fidelity/expected/${name}.md`, import.meta.url), 'utf8');
  const [head = [], , ...rows] = text.trim().split('\n').map(cells);
  const at = (row: readonly string[], column: string) => row[head.indexOf(column)] ?? '';
  return rows.map((row) => ({
    corpus: at(row, 'corpus'),
    definitions: Number(at(row, 'definitions')),
    identical: Number(at(row, 'identical')),
    explained: at(row, 'explained'),
    wrong: Number(at(row, 'wrong')),
    crashed: Number(at(row, 'crashed')),
  }));
}

function byCorpus(measured: readonly Measured[]): Row[] {
  const names = new Set(measured.map(({ corpus }) => corpus));
  return [...names].map((name) => [name, measured.filter(({ corpus }) => corpus === name)]);
}

function named(name: string, measured: readonly Measured[]): Row {
  return [`${byCorpus(measured).length} ${name}`, measured];
}

function sums([name, measured]: Row): string[] {
  const sum = (of: (each: Measured) => number) => measured.reduce((all, each) => all + of(each), 0);
  const tools = byCorpus(measured).reduce((all, [, [first]]) => all + (first?.definitions ?? 0), 0);
  const conversions = sum(({ definitions }) => definitions);
  const identical = sum((each) => each.identical);
  const wrong = sum((each) => each.wrong);
  const crashed = sum((each) => each.crashed);
  const counts = [tools, conversions, identical, conversions - identical - wrong - crashed, wrong, crashed];
  return [name, ...counts.map((count) => count.toLocaleString('en'))];
}

function kindsOf([, measured]: Row): string {
  const kinds = measured.flatMap(({ explained }) => explained.split(', ')).map((each) => each.replace(/ \d+$/, ''));
  return [...new Set(kinds)].filter(Boolean).sort().join(', ');
}

function cells(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function line(row: readonly string[]): string {
  return `| ${row.join(' | ')} |`;
}
