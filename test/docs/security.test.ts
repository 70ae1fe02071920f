import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, root), 'utf8');

test('every attack that docs/security.md names is one of npm run attack', () => {
  const folder = 'test/attack/groups/';
  const source = readdirSync(new URL(folder, root))
    .map((file) => textOf(folder + file))
    .join('\n');
  const tried = [...source.matchAll(/\battack\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map(
    ([, single, double]) => single ?? double,
  );
  const named = [...textOf('docs/security.md').matchAll(/(?<!\*)\*([a-z][^*|]*)\*(?!\*)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !tried.includes(name))).toEqual([]);
});
