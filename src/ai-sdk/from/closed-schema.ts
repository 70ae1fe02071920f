import type { JSONSchema } from '../../types.js';
import { isObject } from '../../unknown.js';

const schemaKeywords = ['additionalProperties', 'items', 'prefixItems', 'anyOf', 'allOf', 'oneOf'];
const schemaMapKeywords = ['properties', '$defs', 'definitions'];

/**
 * Returns the schema as the AI SDK itself shows it: every object is closed, even one that is explicitly open. Providers
 * reject `strict` without it (OpenAI: "additionalProperties is required to be supplied and to be false").
 */
export function closedSchema(schema: JSONSchema): JSONSchema {
  return closed(schema) as JSONSchema;
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const closedMember = (keyword: string, value: unknown): unknown => {
    if (schemaKeywords.includes(keyword)) return closed(value);
    return schemaMapKeywords.includes(keyword) && isObject(value)
      ? mapMembers(value, (_, member) => closed(member))
      : value;
  };
  const isOpen = schema.type === 'object' && !isObject(schema.additionalProperties);
  return { ...mapMembers(schema, closedMember), ...(isOpen && { additionalProperties: false }) };
}

function mapMembers(object: object, change: (key: string, value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));
}
