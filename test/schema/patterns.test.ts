import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { z as z3 } from 'zod3';
import { patternPower } from '../../src/schema/pattern/pattern-power.js';
import { getProperty } from '../../src/unknown.js';
import { cubic, exponential, quadratic, usual } from './pattern-lists.ts';

const power = (pattern: string) => patternPower(pattern, { steps: 300_000 });

test.for(exponential)('the pattern %s is exponential, or cannot be decided', (pattern) => {
  if (pattern.includes('\\1')) expect(() => power(pattern)).toThrow('has a backreference');
  else expect(power(pattern)).toBe(Number.POSITIVE_INFINITY);
});

test.for(cubic)('the pattern %s takes cubic time or more', (pattern) => {
  expect([3, 4]).toContain(power(pattern));
});

test.for(quadratic)('the pattern %s takes at most quadratic time', (pattern) => {
  expect(power(pattern)).toBeLessThanOrEqual(2);
});

test.for(usual)('the typical pattern %s takes at most quadratic time', (pattern) => {
  expect(power(pattern)).toBeLessThanOrEqual(2);
});

describe('the patterns in JSON Schemas of zod', () => {
  const formats =
    'email uuid guid hostname emoji base64 base64url nanoid cuid cuid2 ulid ipv4 ipv6 cidrv4 cidrv6 e164 hex';
  const zod4: [string, z.ZodType][] = [
    ...formats
      .split(' ')
      .map((name): [string, z.ZodType] => [
        name,
        (z as unknown as Record<string, () => z.ZodType>)[name]?.() as z.ZodType,
      ]),
    ['date', z.iso.date()],
    ['time', z.iso.time()],
    ['datetime', z.iso.datetime({ offset: true, local: true })],
    ['duration', z.iso.duration()],
    ['html5Email', z.email({ pattern: z.regexes.html5Email })],
    ['startsWith', z.string().startsWith('a.b').endsWith('c').includes('d')],
    ['templateLiteral', z.templateLiteral([z.number(), 'px'])],
  ];
  test.for(zod4)('the pattern of %s in zod 4 takes at most quadratic time', ([, schema]) => {
    const patterns = patternsIn(z.toJSONSchema(schema, { io: 'input' }));
    expect(patterns).not.toEqual([]);
    for (const pattern of patterns) expect(power(pattern)).toBeLessThanOrEqual(2);
  });

  const string3 = z3.string();
  const zod3: [string, z3.ZodType][] = [
    ['cuid', string3.cuid()],
    ['cuid2', string3.cuid2()],
    ['ulid', string3.ulid()],
    ['nanoid', string3.nanoid()],
    ['base64url', string3.base64url()],
    ['jwt', string3.jwt()],
    ['cidr', string3.cidr()],
  ];
  test.for(zod3)('the pattern of %s in zod 3 takes at most quadratic time', ([, schema]) => {
    const patterns = patternsIn(zodToJsonSchema(schema as never));
    expect(patterns).not.toEqual([]);
    for (const pattern of patterns) expect(power(pattern)).toBeLessThanOrEqual(2);
  });
});

function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const pattern = getProperty(schema, 'pattern');
  return [...(typeof pattern === 'string' ? [pattern] : []), ...Object.values(schema).flatMap(patternsIn)];
}

describe('341 random patterns with a verdict of recheck 4.5.0', () => {
  const file = new URL('recheck-verdicts.json', import.meta.url);
  const verdicts: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
  const expected = (verdict: string) => {
    if (verdict === 'exponential') return Number.POSITIVE_INFINITY;
    return verdict === 'safe' ? 1 : Number(verdict.split(' ')[1]);
  };

  test('every pattern that recheck calls dangerous is refused', () => {
    const dangerous = Object.entries(verdicts).filter(([, verdict]) => expected(verdict) > 2);
    expect(dangerous).toHaveLength(45);
    expect(dangerous.filter(([pattern]) => power(pattern) <= 2)).toEqual([]);
  });

  test('at most one in fifty of the patterns that recheck calls harmless is refused', () => {
    const harmless = Object.entries(verdicts).filter(([, verdict]) => expected(verdict) <= 2);
    const refused = harmless.filter(([pattern]) => power(pattern) > 2);
    expect(harmless).toHaveLength(296);
    expect(refused.length).toBeLessThanOrEqual(harmless.length / 50);
  });
});

test.for([
  ['a backreference', '(a)\\1', 'has a backreference'],
  ['inline flags', '(?i:a)+b+', 'changes flags'],
  ['2,000 places', 'x'.repeat(2_000), 'is too large'],
] as const)('a pattern with %s is not decided', ([, pattern, reason]) => {
  expect(() => power(pattern)).toThrow(reason);
});

test('a pattern that exceeds the budget of steps is not decided', () => {
  expect(() => patternPower('(?:a|b)'.repeat(100), { steps: 1_000 })).toThrow('is too large');
});

test('a pattern takes the same number of steps each time', () => {
  const steps = ['^(?:a|b)*c$', '^([\\p{L}\\p{N}]+-?)*$', ...usual].map((pattern) => {
    const budgets = [{ steps: 300_000 }, { steps: 300_000 }];
    for (const budget of budgets) patternPower(pattern, budget);
    return budgets.map((budget) => budget.steps);
  });
  for (const [first, second] of steps) expect(first).toBe(second);
});
