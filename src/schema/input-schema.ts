import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { ReadSchema, StandardJSONSchema, ToJSONSchema } from './standard.js';

type Standard = StandardJSONSchema['~standard'];
type Side = 'input' | 'output';

/** A Standard Schema that provides the JSON Schema that is needed. */
type Complete = Pick<Standard, 'validate'> & { readonly jsonSchema: Readonly<Record<Side, ToJSONSchema>> };

/** The properties by which kinds of schemas are distinguished. */
interface KindProperties {
  readonly '~standard'?: Partial<Standard> | null;
  /** zod 4. */
  readonly _zod?: unknown;
  /** zod 3. */
  readonly _def?: unknown;
}

/** A draft that every Standard JSON Schema supports. */
type Draft = 'draft-2020-12' | 'draft-07';

/**
 * Reads an author's schema: Standard JSON Schema keeps its own validator, plain JSON Schema is used as it is. Throws a
 * TypeError with instructions for schemas that do not provide a JSON Schema.
 */
export function readInputSchema(schema: unknown, draft: Draft = 'draft-2020-12', side: Side = 'input'): ReadSchema {
  const { '~standard': standard, _zod, _def }: KindProperties = Object(schema);
  const isZod = _zod !== undefined || _def !== undefined;
  // The output of zod 4's toJSONSchema() also has a `~standard` of zod, but it is plain JSON Schema.
  if (isObject(schema) && !isZod && (standard === undefined || standard?.vendor === 'zod'))
    return { inputSchema: plain(schema) };
  if (isComplete(standard, side)) {
    // zod 4 throws for dates and bigints without this option, which shows them as "anything".
    const shown = standard.jsonSchema[side]({
      target: draft as 'draft-2020-12',
      libraryOptions: { unrepresentable: 'any' },
    });
    return { inputSchema: plain(shown), validate: (input) => standard.validate(input) };
  }
  throw new TypeError(`This ${side}Schema cannot be used: ${hint(schema as KindProperties)}`);
}

/** Returns the JSON Schema of an author's output schema. Throws like {@link readInputSchema}. */
export function readOutputSchema(schema: unknown): JSONSchema {
  return readInputSchema(schema, undefined, 'output').inputSchema;
}

function isComplete(standard: KindProperties['~standard'], side: Side): standard is Complete {
  return typeof standard?.validate === 'function' && typeof standard.jsonSchema?.[side] === 'function';
}

/** Returns the schema, or a copy without `~standard`: frameworks that see that key convert the schema again. */
function plain(schema: JSONSchema): JSONSchema {
  if (!('~standard' in schema)) return schema;
  const { '~standard': _, ...keywords } = schema;
  return keywords;
}

function hint(schema: KindProperties | null | undefined): string {
  if (schema?._zod !== undefined)
    return 'this version of zod does not provide a JSON Schema. Use zod >= 4.2, or pass z.toJSONSchema(schema).';
  if (schema?._def !== undefined) return 'a zod 3 schema must be wrapped. Use zod3(schema) from toolferry/zod3.';
  if (schema?.['~standard'] !== undefined)
    return 'it has no ~standard.jsonSchema. Pass its JSON Schema, or wrap it (valibot: toStandardJsonSchema).';
  return 'pass a JSON Schema object, or a schema with ~standard.jsonSchema (zod >= 4.2, ArkType, valibot wrapped).';
}
