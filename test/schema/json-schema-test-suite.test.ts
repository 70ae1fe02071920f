import { existsSync, readFileSync } from 'node:fs';
import type { JSONSchema } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { compileCheck } from '../../src/schema/compiled-check.js';
import { compilePattern } from '../../src/schema/pattern/compile-pattern.js';
import { nativePattern } from '../../src/schema/read/native-pattern.js';
import type { PatternTest } from '../../src/schema/read/place.js';
// Internal: the suite checks values of any type, but a tool's input is always an object.
import { readSchema } from '../../src/schema/read/read-schema.js';

interface Suite {
  readonly file: string;
  readonly groups: readonly {
    readonly description: string;
    readonly schema: JSONSchema | boolean;
    readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
  }[];
}

const data = new URL('../../../shared/data/', import.meta.url);
const skip = existsSync(data) ? false : 'the folder ../shared/data with the official suite is not here';
if (skip) console.warn(`skipped: ${skip}`);

const unlimited = { left: Number.POSITIVE_INFINITY, states: Number.POSITIVE_INFINITY };
const linearPattern = (source: string): PatternTest => compilePattern(source, { ...unlimited });

/** The suite's schemas are of the draft that it is for. `format` is an annotation, as 2020-12 has it by default. */
function read(schema: JSONSchema | boolean, draft: string, pattern: (source: string) => PatternTest) {
  const object = typeof schema === 'boolean' ? { allOf: [schema] } : schema;
  const ofDraft = draft === 'draft7' ? { $schema: 'http://json-schema.org/draft-07/schema#', ...object } : object;
  const check = readSchema(ofDraft, {
    compilePattern: pattern,
    formats: new Map(),
    work: unlimited,
    maxSteps: 1_000_000,
  });
  return { ...check, compiled: compileCheck(ofDraft, check) };
}

describe.skipIf(skip).each([
  { draft: 'draft7', total: 927, least: 914, wronglyRefused: [] },
  {
    draft: 'draft2020-12',
    total: 1299,
    least: 1273,
    // Its metaschema, which is not read, turns the keywords of validation off.
    wronglyRefused: ['vocabulary.json: no validation: invalid number, but it still validates'],
  },
])('the official suite of $draft', ({ draft, total, least, wronglyRefused }) => {
  test.each([
    ['native patterns', nativePattern],
    ['patterns in linear time', linearPattern],
  ])(
    `with %s at least ${least} of ${total} tests pass; what is not understood is the only reason to be lenient`,
    (_, pattern) => {
      const suites: Suite[] = JSON.parse(readFileSync(new URL(`json-schema-test-suite.${draft}.json`, data), 'utf8'));
      const none: string[] = [];
      const outcome = {
        passed: 0,
        lenient: 0,
        compiled: 0,
        refused: [...none],
        accepted: [...none],
        disagreeing: [...none],
      };
      for (const { file, groups } of suites)
        for (const { schema, tests } of groups) {
          const { unchecked, check, compiled } = read(schema, draft, pattern);
          if (compiled) outcome.compiled += 1;
          for (const each of tests) {
            const isAccepted = check(each.data).issues === undefined;
            if (compiled && compiled.Check(each.data) !== isAccepted)
              outcome.disagreeing.push(`${file}: ${each.description}`);
            if (isAccepted === each.valid) outcome.passed += 1;
            else if (isAccepted && unchecked.length > 0) outcome.lenient += 1;
            else outcome[isAccepted ? 'accepted' : 'refused'].push(`${file}: ${each.description}`);
          }
        }
      console.log(
        `${draft}: ${outcome.passed} of ${total} pass, ${outcome.lenient} refer to documents that are not there`,
      );
      expect(outcome.accepted).toEqual([]);
      // Not one of the compiled schemas gives another answer.
      expect(outcome.disagreeing).toEqual([]);
      expect(outcome.compiled).toBeGreaterThan(50);
      expect(outcome.refused).toEqual(wronglyRefused);
      expect(outcome.passed + outcome.lenient + outcome.refused.length).toBe(total);
      expect(outcome.passed).toBeGreaterThanOrEqual(least);
    },
  );
});
