import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import { dialectRules, type Rewrite } from './dialect-rules.js';
import { type Keywords, type Kind, memberKind, type Walk, walkSchema } from './walk.js';

/** Keywords of one schema that were written as others. */
export interface SchemaChange {
  /** Where that schema stands: `/properties/size`; empty for the whole. */
  readonly path: string;
  /** The keywords as they were. */
  readonly from: JSONSchema;
  /** What stands for them now; empty where they said nothing about values. */
  readonly to: JSONSchema;
}

export interface NormalizedSchema {
  /** The very same schema where nothing was to be changed. */
  readonly schema: JSONSchema;
  readonly changes: readonly SchemaChange[];
}

/**
 * Writes what is nearly JSON Schema as JSON Schema: types of other languages (`dict`, `float`, `any`), OpenAPI 3.0 (`nullable`,
 * `example`, …), booleans of older drafts (`exclusiveMinimum`, `required`). What `checkDefinition` reports is gone then; the
 * table is in `docs/definitions.md`. A type that the table does not know stays as it is.
 *
 * Never changes what it is given. A schema over the limits of registration, which refuses it, is returned as it is.
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
  // What only a reference reaches is a schema too.
  const isSchema = isObject(value) && (kind === 'schema' || work.walk.schemas.has(value));
  const own = isSchema ? rewritten(value, path, work.changes) : value;
  const inside = isSchema ? 'schema' : kind;
  const members = Object.entries(own).map(([key, member]): [string, unknown] => [
    key,
    normalize(member, memberKind(inside, key, own), `${path}/${key}`, work),
  ]);
  if (members.every(([key, member]) => Object.is(member, own[key as keyof typeof own]))) return own;
  return Array.isArray(own) ? members.map(([, member]) => member) : Object.fromEntries(members);
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

/** In the place of a keyword that stays; new ones at the end. */
function replaced(schema: Keywords, { from, to }: Rewrite): Keywords {
  const kept = Object.entries(schema).filter(([keyword]) => !(keyword in from) || keyword in to);
  return { ...Object.fromEntries(kept), ...to };
}
