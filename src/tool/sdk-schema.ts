import type { JSONSchema } from '../types.js';
import { getProperty } from '../unknown.js';

/** A schema of the AI SDK, made by its `jsonSchema()`, `zodSchema()` or `asSchema()`. Matched by shape. */
export interface SDKSchema {
  readonly jsonSchema: JSONSchema | PromiseLike<JSONSchema>;
  validate?(value: unknown): SDKValidation | PromiseLike<SDKValidation>;
}

export type SDKValidation =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: unknown };

export function isSDKSchema(schema: unknown): schema is SDKSchema {
  return getProperty(schema, Symbol.for('vercel.ai.schema')) === true;
}
