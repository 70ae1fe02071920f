/** Converts other dialects to JSON Schema. @module */

export { type NormalizedSchema, normalizeSchema, type SchemaChange } from './normalize-schema.js';
