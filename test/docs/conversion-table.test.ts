import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { conversionTable } from './conversion-table.ts';

const server = useATPServer();

test('docs/migrating.md shows the outcome of converting and calling each kind of tool', async () => {
  const table = await conversionTable(server.baseUrl);
  const page = await readFile(new URL('../../docs/migrating.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- conversions -->\n(.*?)\n<!-- \/conversions -->/s.exec(page) ?? [];
  expect(shown).toBe(table);
});
