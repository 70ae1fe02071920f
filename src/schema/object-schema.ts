import type { JSONSchema } from '../types.js';

/**
 * The schema with `type` and `properties` at its root, without which providers refuse the whole request (OpenAI). A tool's
 * input is an object, so that this changes no check. The very same schema where both are there.
 */
export function toObjectSchema(schema: JSONSchema): JSONSchema {
  return 'type' in schema && 'properties' in schema ? schema : { type: 'object', properties: {}, ...schema };
}
