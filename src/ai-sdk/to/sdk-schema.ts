import type { JSONSchema } from '../../types.js';

export type Validated =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error };

/**
 * A schema object as ai 5, 6 and 7 know it, made without importing one of them: a `jsonSchema()` of 6 or 7 breaks under 5,
 * which wants the second symbol. Without `validate` it is only shown.
 */
export function toSDKSchema(
  jsonSchema: JSONSchema,
  validate?: (value: unknown) => Validated | PromiseLike<Validated>,
): object {
  return {
    [Symbol.for('vercel.ai.schema')]: true,
    [Symbol.for('vercel.ai.validator')]: true,
    _type: undefined,
    jsonSchema,
    validate,
  };
}
