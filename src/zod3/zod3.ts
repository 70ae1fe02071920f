import type { Validation, ValidationIssue } from '../types.js';
import { type Draft, toJSONSchema } from './to-json-schema.js';

/** A zod 3 schema (also the `zod/v3` inside zod 4), matched by shape. */
export interface Zod3Schema<Input = unknown, Output = unknown> {
  readonly _input: Input;
  readonly _output: Output;
  readonly _def: object;
  readonly _zod?: undefined;
  safeParseAsync(value: unknown): Promise<Zod3Parsed<Output>>;
}

type Zod3Parsed<Output> =
  | { readonly success: true; readonly data: Output }
  | { readonly success: false; readonly error: { readonly issues: readonly ValidationIssue[] } };

/** The result of {@link zod3}: a Standard Schema with the JSON Schema of its input. */
export interface Zod3JSONSchema<Input, Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'zod3';
    readonly validate: (value: unknown) => Promise<Validation<Output>>;
    readonly jsonSchema: { readonly input: (options: { readonly target: Draft }) => Record<string, unknown> };
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/**
 * Wraps a zod 3 schema for `defineTool`: the wrapper provides its JSON Schema, and zod 3 still validates. Needs the package
 * `zod-to-json-schema`.
 *
 * The JSON Schema describes the input: fields with a default are not required, keys that zod strips are allowed, and
 * recursive schemas refer to themselves. Throws a TypeError for anything but a zod 3 schema; zod >= 4.2 needs no wrapper.
 *
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { zod3 } from 'toolferry/zod3';
 * import { z } from 'zod/v3';
 *
 * export const repeat = defineTool({
 *   name: 'repeat',
 *   description: 'Repeat a string',
 *   inputSchema: zod3(z.object({ text: z.string(), times: z.number().int().default(2) })),
 *   handler: ({ text, times }) => text.repeat(times),
 * });
 * ```
 */
export function zod3<Input, Output>(schema: Zod3Schema<Input, Output>): Zod3JSONSchema<Input, Output> {
  checkVersion(schema);
  return {
    '~standard': {
      version: 1,
      // Not `zod`: libraries take an object of that vendor for a zod schema.
      vendor: 'zod3',
      validate: async (value) => {
        const parsed = await schema.safeParseAsync(value);
        return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues };
      },
      jsonSchema: { input: ({ target }) => toJSONSchema(schema, target) },
    },
  };
}

function checkVersion(schema: unknown): void {
  const isObject = typeof schema === 'object' && schema !== null;
  if (isObject && '_zod' in schema)
    throw new TypeError(
      'zod3() expects a zod 3 schema, but this is a zod 4 schema. Pass it without zod3() (zod >= 4.2), or pass z.toJSONSchema(schema).',
    );
  if (!isObject || !('_def' in schema) || !('safeParseAsync' in schema))
    throw new TypeError('zod3() expects a zod 3 schema.');
}
