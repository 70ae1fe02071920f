import { isObject, walkSchema } from '../schema/walk.js';
import { nativeOf } from '../tool/native.js';
import type { ClientTool, JSONSchema } from '../types.js';

/**
 * The schema to show. Providers refuse `strict` for open objects (OpenAI: "additionalProperties is required to be supplied
 * and to be false"), so for a strict tool they are closed where the AI SDK itself closed them.
 */
export function strictSchema(tool: ClientTool): JSONSchema {
  const native = nativeOf(tool);
  const isClosed = native?.framework === 'ai-sdk' && native.schema === 'closed' && native.members.strict === true;
  return isClosed ? closed(tool.inputSchema) : tool.inputSchema;
}

function closed(root: JSONSchema): JSONSchema {
  const { schemas } = walkSchema(root);
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isObject(value)) return value;
    const copied = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]));
    const isOpen = schemas.has(value) && value.type === 'object' && !isObject(value.additionalProperties);
    return isOpen ? { ...copied, additionalProperties: false } : copied;
  };
  return copy(root) as JSONSchema;
}
