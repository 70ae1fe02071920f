import { readFileSync } from 'node:fs';
import { createBridge } from 'toolferry';
import { normalizeSchema } from 'toolferry/schema';
import { expect, test } from 'vitest';

/** Returns the rows of the table between two comments of a page, as cells. */
function rowsOf(table: string, page = 'definitions.md'): string[][] {
  const [, text = ''] = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8').split(`<!-- ${table} -->`);
  const rows = text.split(`<!-- /${table} -->`)[0]?.trim().split('\n').slice(2) ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('docs/limits.md lists every limit with its default', () => {
  const documented = rowsOf('limits', 'limits.md').map(([name = '', value = '']) => [
    name.replaceAll('`', ''),
    Number(value.replaceAll(',', '')),
  ]);
  expect(Object.fromEntries(documented)).toEqual(createBridge().tools.limits);
});

test('normalizeSchema() changes every type in the table of docs/definitions.md to what the table states', () => {
  const rows = rowsOf('normalized').filter(([from = '']) => from.startsWith('type '));
  const names = rows.flatMap(([from = '', to = '']) => [...from.matchAll(/`(\w+)`/g)].map(([, name]) => [name, to]));
  expect(names.length).toBeGreaterThan(25);
  for (const [type, to] of names) {
    expect([type, normalizeSchema({ type }).schema]).toEqual([
      type,
      to === 'no `type`' ? {} : { type: to?.replaceAll('`', '') },
    ]);
  }
});

test.for<[row: string, from: Record<string, unknown>, to: Record<string, unknown>]>([
  ['`nullable: true` with `type` or `enum`', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['`nullable: true` with `$ref`', { not: {}, nullable: true }, { anyOf: [{ not: {} }, { type: 'null' }] }],
  ['`nullable: true` with none of these', { nullable: true }, {}],
  ['`example`', { example: 1 }, { examples: [1] }],
  ['`discriminator`', { discriminator: {}, externalDocs: {}, xml: {} }, {}],
  ['`exclusiveMinimum: true` with', { maximum: 1, exclusiveMaximum: true }, { exclusiveMaximum: 1 }],
  ['`exclusiveMinimum`, `exclusiveMaximum` as', { exclusiveMinimum: true, exclusiveMaximum: false }, {}],
  ['`required: true`', { properties: { a: { required: true } } }, { properties: { a: {} }, required: ['a'] }],
  ['`required: false`', { properties: { a: { required: false } } }, { properties: { a: {} } }],
])('the row %s states what normalizeSchema() returns', ([row, from, to]) => {
  expect(rowsOf('normalized').filter(([cell = '']) => cell.startsWith(row))).toHaveLength(1);
  expect(normalizeSchema(from).schema).toEqual(to);
});

test('a test covers every row of the table of normalized schemas', () => {
  expect(rowsOf('normalized')).toHaveLength(8 + 9);
});
