/** Patterns that people and their libraries write. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { z as z3 } from 'zod3';
import { samples } from '../../laws/samples.ts';
import { cubic, exponential, quadratic, usual } from '../pattern-lists.ts';

export interface CorpusPatterns {
  readonly name: string;
  readonly patterns: readonly string[];
  /** The longest text that V8 can check in reasonable time, if it takes exponential time. */
  readonly maxLength?: number;
}

const formats =
  'email uuid guid hostname emoji base64 base64url nanoid cuid cuid2 ulid ipv4 ipv6 cidrv4 cidrv6 e164 hex'.split(' ');
const zod4 = [
  ...formats.map((name) => (z as unknown as Record<string, () => z.ZodType>)[name]?.() as z.ZodType),
  z.iso.date(),
  z.iso.time(),
  z.iso.datetime({ offset: true, local: true }),
  z.iso.duration(),
  z.email({ pattern: z.regexes.html5Email }),
  z.string().startsWith('a.b').endsWith('c').includes('d'),
  z.templateLiteral([z.number(), 'px']),
];
const string3 = z3.string();
const zod3 = [
  string3.cuid(),
  string3.cuid2(),
  string3.ulid(),
  string3.nanoid(),
  string3.base64url(),
  string3.jwt(),
  string3.cidr(),
];

export const corpusPatterns: readonly CorpusPatterns[] = [
  { name: 'typical patterns', patterns: [...usual, ...quadratic] },
  { name: 'patterns on which a backtracking engine hangs', patterns: [...exponential, ...cubic], maxLength: 4 },
  { name: 'random patterns of recheck', patterns: Object.keys(readJSON('../recheck-verdicts.json')), maxLength: 12 },
  { name: 'zod 4', patterns: zod4.flatMap((schema) => patternsIn(z.toJSONSchema(schema))) },
  { name: 'zod 3', patterns: zod3.flatMap((schema) => patternsIn(zodToJsonSchema(schema as never))) },
  { name: 'every schema kind', patterns: patternsIn(Object.values(samples)) },
];

const data = new URL('../../../../shared/data/', import.meta.url);
export const skip = existsSync(data) ? false : 'the folder ../shared/data with the official suite is not here';

/** Returns the patterns of real definitions and of the official suite. */
export function realPatterns(): CorpusPatterns[] {
  const files = {
    'GitHub MCP server': 'github-mcp-server.tools.json',
    'Berkeley leaderboard': 'bfcl.functions.json',
    'official suite, draft 7': 'json-schema-test-suite.draft7.json',
    'official suite, draft 2020-12': 'json-schema-test-suite.draft2020-12.json',
  };
  return Object.entries(files).map(([name, file]) => ({
    name,
    patterns: patternsIn(readJSON(new URL(file, data))),
  }));
}

function readJSON(file: string | URL): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

/** Returns what stands where a schema can have a pattern, at any level. */
function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { pattern, patternProperties } = value as Record<string, unknown>;
  const found = [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...(typeof patternProperties === 'object' ? Object.keys(patternProperties ?? {}) : []),
  ];
  return [...new Set([...found, ...Object.values(value).flatMap(patternsIn)])];
}
