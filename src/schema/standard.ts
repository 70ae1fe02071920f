import type { JSONSchema, Validation } from '../types.js';

/** A schema object that validates and shows its JSON Schema: zod >= 4.2, ArkType, valibot wrapped. Matched by shape. */
export interface StandardJSONSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: number;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<Output> | Promise<Validation<Output>>;
    readonly jsonSchema: {
      readonly input: (options: {
        readonly target: 'draft-2020-12';
        readonly libraryOptions?: Record<string, unknown>;
      }) => Record<string, unknown>;
    };
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** A schema as read from its author: what is shown, and who validates (absent: the JSON Schema itself). */
export interface ReadSchema {
  readonly inputSchema: JSONSchema;
  readonly validate?: (input: unknown) => Validation | Promise<Validation>;
}
