import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { ReadSchema, StandardJSONSchema } from './standard.js';

/** What is looked at to tell schemas apart. */
interface Marks {
  readonly '~standard'?: Partial<StandardJSONSchema['~standard']> | null;
  /** zod 4. */
  readonly _zod?: unknown;
  /** zod 3. */
  readonly _def?: unknown;
}

/**
 * Reads what an author wrote as a schema: Standard JSON Schema keeps its own validator, plain JSON Schema is taken as it
 * is. Throws a TypeError that says what to do for schemas that cannot show a JSON Schema.
 */
export function readInputSchema(schema: unknown): ReadSchema {
  const { '~standard': standard, _zod, _def }: Marks = Object(schema);
  const isZod = _zod !== undefined || _def !== undefined;
  // JSON Schema made from zod 4 carries zod's `~standard` too: it is the author's JSON Schema all the same.
  if (isObject(schema) && !isZod && (standard === undefined || standard?.vendor === 'zod'))
    return { inputSchema: plain(schema) };
  if (isComplete(standard)) {
    // zod 4 throws for dates and bigints unless told to show them as "anything".
    const shown = standard.jsonSchema.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
    return { inputSchema: plain(shown), validate: (input) => standard.validate(input) };
  }
  throw new TypeError(`This inputSchema cannot be used: ${hint(schema as Marks)}`);
}

function isComplete(standard: Marks['~standard']): standard is StandardJSONSchema['~standard'] {
  return typeof standard?.validate === 'function' && typeof standard.jsonSchema?.input === 'function';
}

/** The schema itself, or a copy without `~standard`: frameworks that see that key convert the schema again. */
function plain(schema: JSONSchema): JSONSchema {
  if (!('~standard' in schema)) return schema;
  const { '~standard': _, ...keywords } = schema;
  return keywords;
}

function hint(schema: Marks | null | undefined): string {
  if (schema?._zod !== undefined)
    return 'this zod shows no JSON Schema. Use zod >= 4.2, or pass z.toJSONSchema(schema).';
  if (schema?._def !== undefined) return 'zod 3 has to be wrapped. Use zod3(schema) from toolferry/zod3.';
  if (schema?.['~standard'] !== undefined)
    return 'it has no ~standard.jsonSchema. Pass its JSON Schema, or wrap it (valibot: toStandardJsonSchema).';
  return 'pass a JSON Schema object, or a schema with ~standard.jsonSchema (zod >= 4.2, ArkType, valibot wrapped).';
}
