import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../src/langchain/', import.meta.url);
const core = ['bridge', 'tool', 'schema', 'result', 'errors.js', 'types.js'];

test('toolferry/langchain loads LangChain core only, and no other framework folder', () => {
  const imported = readdirSync(folder).flatMap((file) => importsOf(readFileSync(new URL(file, folder), 'utf8')));
  expect(imported).toContain('@langchain/core/tools');
  expect(imported.filter((name) => !name.startsWith('.') && !name.startsWith('@langchain/core/'))).toEqual([]);
  expect(imported.filter((name) => name.startsWith('..') && !core.includes(name.split('/')[1] ?? ''))).toEqual([]);
});

function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...code.matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap(([, name]) => name ?? []);
}
