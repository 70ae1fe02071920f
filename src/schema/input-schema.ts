import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { ReadSchema, StandardJSONSchema, ToJSONSchema } from './standard.js';
import { unusable } from './unsendable.js';

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

interface ReadInputOptions {
  readonly draft?: Draft | undefined;
  readonly side?: Side | undefined;
}

/**
 * Reads an author's schema: Standard JSON Schema keeps its own validator, plain JSON Schema is used as it is. Throws a
 * TypeError with instructions for schemas that do not provide a JSON Schema.
 */
export function readInputSchema(
  schema: unknown,
  { draft = 'draft-2020-12', side = 'input' }: ReadInputOptions = {},
): ReadSchema {
  if (isObject(schema) && !isStandardSchema(schema)) return { inputSchema: plain(schema) };
  const { '~standard': standard }: KindProperties = Object(schema);
  if (isComplete(standard, side)) {
    // zod 4 throws for dates and bigints without this option, which shows them as "anything".
    const libraryOptions = { unrepresentable: 'any' };
    const shown = standard.jsonSchema[side]({ target: draft as 'draft-2020-12', libraryOptions });
    return { inputSchema: plain(shown), validate: (input) => standard.validate(input) };
  }
  throw unusable(hint(schema as KindProperties), side);
}

export const notSchema =
  'pass a JSON Schema object ({ type: "object", properties }), z.object(shape) of zod >= 4.2, or toStandardJsonSchema(schema) of valibot.';

/** Whether a value is a schema of zod, ArkType, valibot or the like, and not JSON Schema. */
export function isStandardSchema(value: unknown): boolean {
  const { '~standard': standard, _zod, _def }: KindProperties = Object(value);
  if (_zod !== undefined || _def !== undefined) return true;
  // The output of zod 4's toJSONSchema() also has a `~standard` of zod, but it is plain JSON Schema.
  return standard !== undefined && standard?.vendor !== 'zod';
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
  if (schema?._zod !== undefined) return 'it provides no JSON Schema. Use zod >= 4.2, or z.toJSONSchema(schema).';
  if (schema?._def !== undefined) return 'it is of zod 3. Use zod3(schema) of toolferry/zod3.';
  if (schema?.['~standard'] !== undefined)
    return 'it provides no JSON Schema. Use toStandardJsonSchema(schema) of valibot.';
  return notSchema;
}
