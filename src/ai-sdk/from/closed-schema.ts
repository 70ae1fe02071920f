import type { JSONSchema } from '../../types.js';
import { isObject } from '../../unknown.js';

const holdSchemas = ['additionalProperties', 'items', 'prefixItems', 'anyOf', 'allOf', 'oneOf'];
const holdSchemasByKey = ['properties', '$defs', 'definitions'];

/**
 * The schema as the AI SDK itself shows it, which closes objects, also those that say that they are open. Providers refuse
 * `strict` without (OpenAI: "additionalProperties is required to be supplied and to be false").
 */
export function closedSchema(schema: JSONSchema): JSONSchema {
  return closed(schema) as JSONSchema;
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inside = (key: string, value: unknown): unknown => {
    if (holdSchemas.includes(key)) return closed(value);
    return holdSchemasByKey.includes(key) && isObject(value) ? mapped(value, (_, each) => closed(each)) : value;
  };
  const isOpen = schema.type === 'object' && !isObject(schema.additionalProperties);
  return { ...mapped(schema, inside), ...(isOpen && { additionalProperties: false }) };
}

function mapped(object: object, change: (key: string, value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));
}
