import type { JSONSchema } from '../../types.js';

/** The result of a schema's `validate`. */
export type Validated =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error };

const schemaSymbol = Symbol.for('vercel.ai.schema');
const validatorSymbol = Symbol.for('vercel.ai.validator');

/**
 * Returns a schema object that ai 5, 6 and 7 all accept, made without importing one of them. A `jsonSchema()` of 6 or 7
 * breaks under 5, which requires the second symbol. Without `validate` the schema is only shown.
 */
export function toSDKSchema(
  jsonSchema: JSONSchema,
  validate?: (value: unknown) => Validated | PromiseLike<Validated>,
): object {
  return {
    [schemaSymbol]: true,
    [validatorSymbol]: true,
    _type: undefined,
    jsonSchema,
    validate,
  };
}
