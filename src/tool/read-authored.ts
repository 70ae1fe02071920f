import { notSchema, readInputSchema } from '../schema/input-schema.js';
import { isJSONSchema } from '../schema/is-json-schema.js';
import type { ReadSchema } from '../schema/standard.js';
import { type Replacements, refuseUnsendable, unusable, type ZodDefinition } from '../schema/unsendable.js';
import type { JSONSchema, ValidationIssue } from '../types.js';
import { getProperty, isThenable } from '../unknown.js';
import { checkFields } from './check-fields.js';
import { isSDKSchema, type SDKSchema, type SDKValidation } from './sdk-schema.js';

interface ZodSchema {
  readonly _zod: { readonly def: ZodDefinition };
}

interface AuthoredFields {
  readonly inputSchema?: unknown;
  readonly outputSchema?: unknown;
}

/** zod 4 shows these as anything. */
const replacements: Replacements = {
  date: 'iso.datetime',
  bigint: 'int',
  map: 'record',
  set: 'array',
  symbol: 'string',
  nan: 'number',
  function: 'string',
};

/**
 * Reads the schemas of a tool as its author wrote them. Throws a TypeError for fields and schemas that would do something else than
 * they seem to, with what to use.
 */
export function readAuthored(fields: AuthoredFields): ReadSchema & { readonly outputSchema?: JSONSchema } {
  const [issue] = checkFields(fields);
  if (issue) throw new TypeError(`defineTool(): ${issue.path} ${issue.message}.`);
  const { inputSchema, outputSchema }: AuthoredFields = Object(fields);
  const read = readSide(inputSchema, 'input');
  if (getProperty(inputSchema, '_zod'))
    refuseUnsendable(inputSchema as object, replacements, (part) => (part as ZodSchema)._zod.def);
  return outputSchema === undefined ? read : { ...read, outputSchema: readSide(outputSchema, 'output').inputSchema };
}

function readSide(schema: unknown, side: 'input' | 'output'): ReadSchema {
  const read = isSDKSchema(schema) ? readSDKSchema(schema) : readInputSchema(schema, { side });
  if (!read.validate && !isJSONSchema(read.inputSchema)) throw unusable(notSchema, side);
  return read;
}

function readSDKSchema(schema: SDKSchema): ReadSchema {
  const { jsonSchema: inputSchema } = schema;
  if (isThenable(inputSchema)) throw unusable('it is a Promise. Use await.');
  if (!schema.validate) return { inputSchema };
  return {
    inputSchema,
    async validate(value) {
      const validated = (await schema.validate?.(value)) as SDKValidation;
      if (validated.success) return validated;
      // An error that is not of zod is an issue itself.
      const { issues = [validated.error ?? { message: 'it gave no reason' }] }: { issues?: readonly unknown[] } =
        Object(validated.error);
      return { issues: issues as readonly ValidationIssue[] };
    },
  };
}
