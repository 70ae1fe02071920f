import { isObject } from '../schema/walk.js';
import { nativeOf } from '../tool/native.js';
import type { ClientTool, JSONSchema } from '../types.js';

/**
 * The schema to show. Providers refuse `strict` for open objects (OpenAI: "additionalProperties is required to be supplied
 * and to be false"), so for a strict tool they are closed where the AI SDK itself closed them.
 */
export function strictSchema(tool: ClientTool): JSONSchema {
  const native = nativeOf(tool);
  const isClosed = native?.framework === 'ai-sdk' && native.schema === 'closed' && native.members.strict === true;
  return isClosed ? (closed(tool.inputSchema) as JSONSchema) : tool.inputSchema;
}

const holdSchemas = ['additionalProperties', 'items', 'prefixItems', 'anyOf', 'allOf', 'oneOf'];
const holdSchemasByKey = ['properties', '$defs', 'definitions'];

/** As the AI SDK does it, which also closes what says that it is open. */
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
