import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import { dialectRules, type Rewrite } from './dialect-rules.js';
import { type Keywords, type Kind, memberKind, type Walk, walkSchema } from './walk.js';

/** Keywords of one schema that were replaced by others. */
export interface SchemaChange {
  /** The path of that schema: `/properties/size`; empty for the root. */
  readonly path: string;
  /** The original keywords. */
  readonly from: JSONSchema;
  /** The keywords that replace them; empty where the original ones did not restrict values. */
  readonly to: JSONSchema;
}

export interface NormalizedSchema {
  /** The same object if there were no changes. */
  readonly schema: JSONSchema;
  readonly changes: readonly SchemaChange[];
}

/**
 * Converts schemas that are almost JSON Schema to JSON Schema: types of other languages (`dict`, `float`, `any`), OpenAPI 3.0
 * (`nullable`, `example`, …), booleans of older drafts (`exclusiveMinimum`, `required`). This resolves the warnings of
 * `checkDefinition`. The table of conversions is in `docs/definitions.md`; a type that it does not list is kept.
 *
 * Never changes its argument. Returns a schema over the default limits, which registration refuses, as it is.
 *
 * @example
 * ```ts
 * import { normalizeSchema } from 'toolferry/schema';
 *
 * const { schema, changes } = normalizeSchema({
 *   type: 'dict',
 *   properties: { size: { type: 'float', nullable: true } },
 * });
 * console.log(schema); // { type: 'object', properties: { size: { type: ['number', 'null'] } } }
 * console.log(changes.map(({ path }) => path)); // [ '', '/properties/size', '/properties/size' ]
 * ```
 */
export function normalizeSchema(schema: JSONSchema): NormalizedSchema {
  const walk = walkSchema(schema);
  if (walk.overLimit) return { schema, changes: [] };
  const changes: SchemaChange[] = [];
  return { schema: normalize(schema, 'schema', '', { walk, changes }) as JSONSchema, changes };
}

interface Work {
  readonly walk: Walk;
  readonly changes: SchemaChange[];
}

function normalize(value: unknown, kind: Kind, path: string, work: Work): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // An object that only a reference reaches is a schema too.
  const isSchema = isObject(value) && (kind === 'schema' || work.walk.schemas.has(value));
  const holder = isSchema ? rewritten(value, path, work.changes) : value;
  const inside = isSchema ? 'schema' : kind;
  const members = Object.entries(holder).map(([key, member]): [string, unknown] => [
    key,
    normalize(member, memberKind(inside, key, holder), `${path}/${key}`, work),
  ]);
  if (members.every(([key, member]) => Object.is(member, holder[key as keyof typeof holder]))) return holder;
  return Array.isArray(holder) ? members.map(([, member]) => member) : Object.fromEntries(members);
}

function rewritten(schema: Keywords, path: string, changes: SchemaChange[]): Keywords {
  let current = schema;
  for (const rule of dialectRules) {
    const rewrite = rule(current);
    if (rewrite === undefined) continue;
    changes.push({ path, ...rewrite });
    current = replaced(current, rewrite);
  }
  return current;
}

/** Replaces keywords. A keyword in both keeps its position; new ones are appended. */
function replaced(schema: Keywords, { from, to }: Rewrite): Keywords {
  const kept = Object.entries(schema).filter(([keyword]) => !(keyword in from) || keyword in to);
  return { ...Object.fromEntries(kept), ...to };
}
