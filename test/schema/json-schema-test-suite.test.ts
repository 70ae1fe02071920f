import { existsSync, readFileSync } from 'node:fs';
import type { JSONSchema, Validation } from 'toolferry';
import { describe, expect, test } from 'vitest';
// Internal: the suite checks values of any type, but a tool's input is always an object.
import { interpretedCheck, validateInput } from '../../src/schema/validate.js';

interface Suite {
  readonly file: string;
  readonly groups: readonly {
    readonly description: string;
    readonly schema: JSONSchema | boolean;
    readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
  }[];
}
type Checker = (schema: JSONSchema, data: unknown) => Promise<Validation>;

const data = new URL('../../../shared/data/', import.meta.url);
const skip = existsSync(data) ? false : 'the folder ../shared/data with the official suite is not here';
if (skip) console.warn(`skipped: ${skip}`);

const compiled: Checker = async (inputSchema, value) =>
  validateInput({ name: 'suite', description: 'Suite', inputSchema }, value);
const interpreted: Checker = (schema, value) => interpretedCheck(schema)(value);

describe.skipIf(skip).each([
  { draft: 'draft7', total: 927, least: 910 },
  { draft: 'draft2020-12', total: 1299, least: 1256 },
])('the official suite of $draft', ({ draft, total, least }) => {
  test.each([
    ['compiled', compiled],
    ['interpreted', interpreted],
  ])(`the %s check passes at least ${least} of ${total} tests and wrongly accepts nothing`, async (_, check) => {
    const suites: Suite[] = JSON.parse(readFileSync(new URL(`json-schema-test-suite.${draft}.json`, data), 'utf8'));
    const outcome = { passed: 0, wronglyRefused: 0, wronglyAccepted: [] as string[] };
    for (const { file, groups } of suites)
      for (const { description, schema, tests } of groups)
        for (const each of tests) {
          const accepted = await accepts(check, schema, each.data);
          if (accepted === each.valid) outcome.passed += 1;
          else if (accepted) outcome.wronglyAccepted.push(`${file}: ${description}: ${each.description}`);
          else outcome.wronglyRefused += 1;
        }
    console.log(`${draft}: ${outcome.passed} of ${total} pass, ${outcome.wronglyAccepted.length} wrongly accepted`);
    expect(outcome.wronglyAccepted).toEqual([]);
    expect(outcome.passed + outcome.wronglyRefused).toBe(total);
    expect(outcome.passed).toBeGreaterThanOrEqual(least);
  });
});

/** Wraps a boolean schema in an object, because a tool's schema is never boolean. A check that throws refuses the value. */
async function accepts(check: Checker, schema: JSONSchema | boolean, value: unknown): Promise<boolean> {
  try {
    return (await check(typeof schema === 'boolean' ? { allOf: [schema] } : schema, value)).issues === undefined;
  } catch {
    return false;
  }
}
