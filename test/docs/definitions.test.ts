import { readFileSync } from 'node:fs';
import { createBridge } from 'toolferry';
import { normalizeSchema } from 'toolferry/schema';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/definitions.md', import.meta.url), 'utf8');

/** The rows of the table between two comments, as cells. */
function rowsOf(table: string): string[][] {
  const [, text = ''] = page.split(`<!-- ${table} -->`);
  const rows = text.split(`<!-- /${table} -->`)[0]?.trim().split('\n').slice(2) ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the page names every limit with its default', () => {
  const documented = rowsOf('limits').map(([name = '', value = '']) => [
    name.replaceAll('`', ''),
    Number(value.replace(',', '')),
  ]);
  expect(Object.fromEntries(documented)).toEqual(createBridge().tools.limits);
});

test('every type in the table becomes what the table says', () => {
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
  ['`nullable: true` beside `type` or `enum`', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['`nullable: true` beside `$ref`', { not: {}, nullable: true }, { anyOf: [{ not: {} }, { type: 'null' }] }],
  ['`nullable: true` beside none of these', { nullable: true }, {}],
  ['`example`', { example: 1 }, { examples: [1] }],
  ['`discriminator`', { discriminator: {}, externalDocs: {}, xml: {} }, {}],
  ['`exclusiveMinimum: true` with', { maximum: 1, exclusiveMaximum: true }, { exclusiveMaximum: 1 }],
  ['`exclusiveMinimum`, `exclusiveMaximum` as', { exclusiveMinimum: true, exclusiveMaximum: false }, {}],
  ['`required: true`', { properties: { a: { required: true } } }, { properties: { a: {} }, required: ['a'] }],
  ['`required: false`', { properties: { a: { required: false } } }, { properties: { a: {} } }],
])('the row %s is so', ([row, from, to]) => {
  expect(rowsOf('normalized').filter(([cell = '']) => cell.startsWith(row))).toHaveLength(1);
  expect(normalizeSchema(from).schema).toEqual(to);
});

test('every row of the table is shown by a test', () => {
  expect(rowsOf('normalized')).toHaveLength(8 + 9);
});
