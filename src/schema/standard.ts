import type { JSONSchema, Validation } from '../types.js';

/** A schema object that validates and provides its JSON Schema: zod >= 4.2, ArkType, wrapped valibot. Matched by shape. */
export interface StandardJSONSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: number;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<Output> | Promise<Validation<Output>>;
    readonly jsonSchema: {
      readonly input: ToJSONSchema;
      /** Needed for an `outputSchema`. */
      readonly output?: ToJSONSchema | undefined;
    };
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type ToJSONSchema = (options: {
  readonly target: 'draft-2020-12';
  readonly libraryOptions?: Record<string, unknown>;
}) => Record<string, unknown>;

/** A JSON Schema whose type is another package's interface, such as `JSONSchema7`: it has no index signature. */
export interface SchemaInterface {
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: object | undefined;
  readonly '~standard'?: undefined;
}

/** What `defineTool` accepts as a schema. */
export type AuthorSchema = StandardJSONSchema | JSONSchema | SchemaInterface;

/** An author's schema: its JSON Schema, and its validator if it has one of its own. */
export interface ReadSchema {
  readonly inputSchema: JSONSchema;
  readonly validate?: (input: unknown) => Validation | Promise<Validation>;
}
