import { isStandardSchema, notSchema, readInputSchema } from '../schema/input-schema.js';
import { keywordReaders } from '../schema/read/keywords.js';
import type { ReadSchema } from '../schema/standard.js';
import {
  noteUnsendable,
  type Replacements,
  refuseUnsendable,
  type Unsendable,
  unusable,
} from '../schema/unsendable.js';
import type { JSONSchema, ValidationIssue } from '../types.js';
import { isThenable } from '../unknown.js';
import { checkFields } from './check-fields.js';
import { isSDKSchema, type SDKSchema, type SDKValidation } from './sdk-schema.js';

/** zod 4 shows these as anything. */
const replacements: Replacements = { date: 'iso.datetime', bigint: 'int', map: 'record', set: 'array' };

/**
 * Reads the schema of a tool as its author wrote it. Throws a TypeError for fields and schemas that would do something else than
 * they seem to, with what to use.
 */
export function readAuthored(fields: { readonly inputSchema?: unknown }): ReadSchema {
  const [issue] = checkFields(fields);
  if (issue) throw new TypeError(`defineTool(): ${issue.path} ${issue.message}.`);
  const { inputSchema: schema }: typeof fields = Object(fields);
  if (isSDKSchema(schema)) return readSDKSchema(schema);
  const noted: Unsendable = {};
  const read = readInputSchema(schema, { visit: (part) => noteUnsendable(noted, replacements, part) });
  refuseUnsendable(noted);
  if (!read.validate && !isJSONSchema(read.inputSchema)) throw unusable(notSchema);
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
      const { issues = [validated.error] }: { issues?: readonly unknown[] } = Object(validated.error);
      return { issues: issues as readonly ValidationIssue[] };
    },
  };
}

/** Whether an object is a schema. A raw shape and the properties alone only hold some. */
function isJSONSchema(schema: JSONSchema): boolean {
  const names = Object.keys(schema);
  const isKeyword = (name: string) => keywordReaders.has(name) || /^\$|^(title|description)$/.test(name);
  return !names[0] || names.some((name) => isKeyword(name) && !isStandardSchema(schema[name]));
}
