import type { JSONSchema } from '../types.js';
import type { ReadSchema, StandardJSONSchema } from './standard.js';

/**
 * Reads what an author wrote as a schema: Standard JSON Schema keeps its own validator, plain JSON Schema is taken as it
 * is. Throws a TypeError that says what to do for schemas that cannot show a JSON Schema.
 */
export function readInputSchema(schema: unknown): ReadSchema {
  if (isPlainJSONSchema(schema)) return { inputSchema: plain(schema) };
  if (isStandardJSONSchema(schema)) {
    const standard = schema['~standard'];
    // zod 4 throws for dates and bigints unless told to show them as "anything".
    const shown = standard.jsonSchema.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
    return { inputSchema: plain(shown), validate: (input) => standard.validate(input) };
  }
  throw new TypeError(`This inputSchema cannot be used: ${reason(schema)}`);
}

function isStandardJSONSchema(schema: unknown): schema is StandardJSONSchema {
  const standard = member(schema, '~standard');
  return (
    typeof member(standard, 'validate') === 'function' &&
    typeof member(member(standard, 'jsonSchema'), 'input') === 'function'
  );
}

/** JSON Schema made from zod 4 carries zod's `~standard` too: it is the author's JSON Schema all the same. */
function isPlainJSONSchema(schema: unknown): schema is JSONSchema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return false;
  const standard = member(schema, '~standard');
  if (standard === undefined) return member(schema, '_def') === undefined;
  return member(standard, 'vendor') === 'zod' && !isZod(schema);
}

function isZod(schema: unknown): boolean {
  return member(schema, '_zod') !== undefined || member(schema, '_def') !== undefined;
}

/** The schema itself, or a copy without `~standard`: frameworks that see that key convert the schema again. */
function plain(schema: JSONSchema): JSONSchema {
  if (!('~standard' in schema)) return schema;
  const { '~standard': _, ...keywords } = schema;
  return keywords;
}

function reason(schema: unknown): string {
  if (member(schema, '_zod') !== undefined)
    return 'this zod version cannot show a JSON Schema by itself. Use zod >= 4.2, or pass z.toJSONSchema(schema).';
  if (member(schema, '_def') !== undefined) return 'it is a zod 3 schema. Wrap it: zod3(schema) from toolferry/zod3.';
  if (member(schema, '~standard') !== undefined)
    return 'it has no ~standard.jsonSchema. Pass its JSON Schema, or wrap it (valibot: toStandardJsonSchema).';
  return 'pass a JSON Schema object, or a schema with ~standard.jsonSchema (zod >= 4.2, ArkType, valibot wrapped).';
}

function member(value: unknown, key: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? (value as Record<string, unknown>)[key] : undefined;
}
