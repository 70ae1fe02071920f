import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJSON } from '../../src/mcp/is-same-json.js';
import { canonical } from '../../src/schema/canonical.js';

test('values are the same exactly if their canonical JSON is', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(value, value, (one, other) => isSameJSON(one, other) === (canonical(one) === canonical(other))),
  );
  fc.assert(fc.property(value, (one) => isSameJSON(one, JSON.parse(JSON.stringify(one)))));
});

test.each([
  ['{"__proto__":{}}', '{"a":1}'],
  ['{"__proto__":{}}', '{"toString":{}}'],
  ['[]', '{}'],
  ['[null]', '[0]'],
])('%s and %s are not the same', (one, other) => {
  expect(isSameJSON(JSON.parse(one), JSON.parse(other))).toBe(false);
  expect(isSameJSON(JSON.parse(other), JSON.parse(one))).toBe(false);
});

test('values that are nested too deeply to compare are not the same', () => {
  const deep = () => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(isSameJSON(deep(), deep())).toBe(false);
});
