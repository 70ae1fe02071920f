import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fidelityTable } from './fidelity-table.ts';

test('docs/losses.md shows the committed measurements of conversions', async () => {
  const table = fidelityTable();
  const page = await readFile(new URL('../../docs/losses.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- fidelity -->\n(.*?)\n<!-- \/fidelity -->/s.exec(page) ?? [];
  expect(shown, `docs/losses.md should hold:\n${table}\n`).toBe(table);
});
