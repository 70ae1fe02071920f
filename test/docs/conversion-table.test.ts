import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { conversionTable } from './conversion-table.ts';

const server = useATPServer();

test('README.md shows what converts to what, as it is found out by converting and calling', async () => {
  const table = await conversionTable(server.baseUrl);
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, shown] = /<!-- conversions -->\n(.*?)\n<!-- \/conversions -->/s.exec(readme) ?? [];
  expect(shown).toBe(table);
});
