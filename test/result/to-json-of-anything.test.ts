import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type JSONValue, ToolferryError } from 'toolferry';
import { expect, test } from 'vitest';
// Internal: the laws are about values, not about calls.
import { toJSON } from '../../src/result/to-json.js';

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  maxDepth: 5,
  values: [
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(undefined),
    fc.constant(null),
    fc.constantFrom<unknown>(
      Symbol('s'),
      () => 1,
      new Error('e'),
      new URL('https://a.example'),
      Promise.resolve(),
      /r/,
    ),
  ],
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toJSON', 'then', 'length', 'constructor', 'next')),
});

/** The value as JSON, or undefined if it has none. Any other error than `invalid_output` fails the test. */
function json(value: unknown): JSONValue | undefined {
  try {
    return toJSON(value);
  } catch (error) {
    if (ToolferryError.isInstance(error) && error.code === 'invalid_output') return undefined;
    throw error;
  }
}

test('the result of toJSON for any value is unchanged by JSON.stringify and JSON.parse', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const converted = json(value);
      return converted === undefined || isDeepStrictEqual(JSON.parse(JSON.stringify(converted)), converted);
    }),
    { numRuns: 2000 },
  );
});

test('toJSON returns equal results for the same value', () => {
  fc.assert(
    fc.property(anything, (value) => isDeepStrictEqual(json(value), json(value))),
    { numRuns: 2000 },
  );
});

test('toJSON returns JSON unchanged', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const converted = json(value);
      return converted === undefined || isDeepStrictEqual(toJSON(converted), converted);
    }),
    { numRuns: 2000 },
  );
  const isUnchanged = (text: string) => isDeepStrictEqual(toJSON(JSON.parse(text)), JSON.parse(text, noMinusZero));
  fc.assert(fc.property(fc.json(), isUnchanged));
});

test('toJSON does not change its argument and shares nothing with it', () => {
  const value = { list: [{ a: 1 }] };
  const converted = toJSON(value) as { list: { a: number }[] };
  converted.list.push({ a: 2 });
  if (converted.list[0]) converted.list[0].a = 3;
  expect(value).toEqual({ list: [{ a: 1 }] });
});

function noMinusZero(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? 0 : value;
}
