/** JSON Schemas of other makers. @module */

export { type NormalizedSchema, normalizeSchema, type SchemaChange } from './normalize-schema.js';
