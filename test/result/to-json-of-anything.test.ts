import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type JSONValue, ToolferryError } from 'toolferry';
import { expect, test } from 'vitest';
// Internal: the rule is about values, not about calls.
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

test('whatever it is given, the JSON it makes survives JSON text unchanged', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const made = json(value);
      return made === undefined || isDeepStrictEqual(JSON.parse(JSON.stringify(made)), made);
    }),
    { numRuns: 2000 },
  );
});

test('the same value makes the same JSON again', () => {
  fc.assert(
    fc.property(anything, (value) => isDeepStrictEqual(json(value), json(value))),
    { numRuns: 2000 },
  );
});

test('JSON is left as it is', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const made = json(value);
      return made === undefined || isDeepStrictEqual(toJSON(made), made);
    }),
    { numRuns: 2000 },
  );
  const likeText = (text: string) => isDeepStrictEqual(toJSON(JSON.parse(text)), JSON.parse(text, noMinusZero));
  fc.assert(fc.property(fc.json(), likeText));
});

test('the value itself is not changed and shares nothing with the JSON', () => {
  const value = { list: [{ a: 1 }] };
  const made = toJSON(value) as { list: { a: number }[] };
  made.list.push({ a: 2 });
  if (made.list[0]) made.list[0].a = 3;
  expect(value).toEqual({ list: [{ a: 1 }] });
});

function noMinusZero(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? 0 : value;
}
