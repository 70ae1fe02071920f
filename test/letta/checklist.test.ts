import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const named = [...readme.matchAll(/^ {2}- `([^`]+\.test\.ts)` (.+)$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

test('each test that README.md names exists', () => {
  expect(named.length).toBeGreaterThan(50);
  const missing = named.filter(
    ({ file, name }) => !readFileSync(new URL(file, import.meta.url), 'utf8').includes(name),
  );
  expect(missing).toEqual([]);
});

test('each item of the checklist in README.md names a test', () => {
  const boxes = readme.split(/^- /m).slice(1);
  expect(boxes.filter((box) => !/^ {2}- `/m.test(box))).toEqual([]);
});
