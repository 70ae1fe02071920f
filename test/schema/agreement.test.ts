/** The check that runs for every input, the compiled one and the one for untrusted schemas: they never contradict each other. */
import fc from 'fast-check';
import type { JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';
import { compileCheck } from '../../src/schema/compiled-check.js';
import { readUntrustedSchema } from '../../src/schema/untrusted-schema.js';
import { readLocalSchema } from '../../src/schema/validate.js';
import { inputsFor } from '../laws/inputs.ts';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';

const inputsPerTool = 20;

test.skipIf(skip)('the three checks of 917 real schemas give the same answer for 20 inputs of each', () => {
  const counts = { accepted: 0, refused: 0, compiled: 0 };
  for (const { inputSchema } of [...githubTools(), ...berkeleyTools()]) {
    const local = readLocalSchema(inputSchema);
    const untrusted = readUntrustedSchema(inputSchema);
    const compiled = compileCheck(inputSchema, local);
    if (compiled) counts.compiled += 1;
    for (const input of fc.sample(inputsFor(inputSchema), { numRuns: inputsPerTool, seed: 7 })) {
      const answer = local.check(input);
      expect(untrusted.check(input)).toEqual(answer);
      if (compiled) expect(compiled.Check(input)).toBe(answer.issues === undefined);
      counts[answer.issues ? 'refused' : 'accepted'] += 1;
    }
  }
  console.log(`${counts.accepted} inputs accepted, ${counts.refused} refused, ${counts.compiled} schemas compiled`);
  expect(counts.accepted).toBeGreaterThan(1_000);
  expect(counts.refused).toBeGreaterThan(1_000);
  expect(counts.compiled).toBeGreaterThan(100);
});

/** Keywords that the compiled check may have, at random, with values for which they make a difference. */
function schemasOf(inner: fc.Arbitrary<JSONSchema>): fc.Arbitrary<JSONSchema> {
  return fc.record(
    {
      type: fc.constantFrom('string', 'number', 'integer', 'object', 'array', 'boolean', 'null'),
      enum: fc.array(fc.constantFrom<unknown>('a', 'ab', 1, 2.5, null, true), { minLength: 1, maxLength: 3 }),
      const: fc.constantFrom<unknown>('a', 1, 0, null),
      minimum: fc.constantFrom(0, 1.5, -1),
      maximum: fc.constantFrom(0, 2),
      minLength: fc.constantFrom(1, 2),
      maxLength: fc.constantFrom(0, 2),
      pattern: fc.constantFrom('^a', '\\d', '.{2}'),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), inner, { maxKeys: 3 }),
      required: fc.uniqueArray(fc.constantFrom('a', 'b'), { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), inner),
      items: inner,
      minItems: fc.constantFrom(0, 1),
      maxItems: fc.constantFrom(1, 2),
      minProperties: fc.constantFrom(0, 1),
      maxProperties: fc.constantFrom(1, 2),
      allOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
      anyOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
}
const schemas = schemasOf(
  schemasOf(fc.constantFrom<JSONSchema>({}, { type: 'string' }, { type: 'number' }, { const: 1 })),
);

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>('', 'a', 'ab', '😀', 'a1', 0, -0, 1, 2.5, 1e300, null, true, false),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'd'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('the three checks of random schemas give the same answer for random values', () => {
  let compared = 0;
  const agree = fc.property(schemas, fc.array(values, { minLength: 10, maxLength: 10 }), (schema, some) => {
    const local = readLocalSchema(schema);
    const compiled = compileCheck(schema, local);
    for (const value of some) {
      const answer = local.check(value);
      expect(readUntrustedSchema(schema).check(value)).toEqual(answer);
      if (!compiled) continue;
      compared += 1;
      expect(compiled.Check(value)).toBe(answer.issues === undefined);
    }
  });
  fc.assert(agree, { numRuns: 1_000, seed: 42 });
  expect(compared).toBeGreaterThan(5_000);
});
