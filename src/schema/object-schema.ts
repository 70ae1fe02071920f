import type { JSONSchema } from '../types.js';

/**
 * Returns the schema with `type` and `properties` at its root: without them providers (OpenAI) refuse the whole request. A
 * tool's input is always an object, so that this changes no validation. Returns the same object if it has both.
 */
export function toObjectSchema(schema: JSONSchema): JSONSchema {
  return 'type' in schema && 'properties' in schema ? schema : { type: 'object', properties: {}, ...schema };
}
