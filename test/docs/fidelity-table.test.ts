import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fidelityTable } from './fidelity-table.ts';

test('README.md shows what conversions lose, as it was measured last', async () => {
  const table = fidelityTable();
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- fidelity -->\n(.*?)\n<!-- \/fidelity -->/s.exec(readme) ?? [];
  expect(shown, `README.md should hold:\n${table}\n`).toBe(table);
});
