import { errorMessage } from '../../result/error-message.js';
import { readInputSchema } from '../../schema/input-schema.js';
import type { ReadSchema } from '../../schema/standard.js';
import type { Native } from '../../tool/native.js';
import type { JSONSchema, Validation, ValidationIssue } from '../../types.js';
import { getProperty } from '../../unknown.js';

/** An AI SDK schema: `jsonSchema()` and what `asSchema()` makes. */
interface SDKSchema {
  readonly jsonSchema: JSONSchema | PromiseLike<JSONSchema>;
  validate?(value: unknown): SDKValidation | PromiseLike<SDKValidation>;
}

type SDKValidation =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: unknown };

/** How a schema reads, and where the AI SDK shows or checks it otherwise. */
export interface SourceSchema extends ReadSchema {
  readonly shownAs?: Native['schema'];
}

/** What the AI SDK takes for a tool without a schema. */
const noParameters: JSONSchema = { type: 'object', properties: {}, additionalProperties: false };

/** Everything that the AI SDK takes as a schema: its JSON Schema, and the author's validator if there is one. */
export async function readSchema(schema: unknown): Promise<SourceSchema> {
  if (schema === undefined || schema === null) return { inputSchema: noParameters };
  if (isSDKSchema(schema)) return readSDKSchema(schema);
  if (isLazy(schema)) return readSchema(await schema());
  // What was not made by `jsonSchema()`, the AI SDK closes when it shows it.
  if (!isZodWithoutJSONSchema(schema)) return { ...readInputSchema(schema), shownAs: 'closed' };
  // zod 3 and 4.0 cannot show a JSON Schema by themselves, and every ai can do it for them. Nothing else here loads ai.
  // Its `asSchema` does not know zod before 3.24, which ai 4 takes too.
  const { zodSchema } = await import('ai');
  return readSDKSchema(zodSchema(schema as Parameters<typeof zodSchema>[0]) as unknown as SDKSchema);
}

async function readSDKSchema(schema: SDKSchema): Promise<SourceSchema> {
  const inputSchema = await schema.jsonSchema;
  if (!schema.validate) return { inputSchema, shownAs: 'unchecked' };
  return { inputSchema, validate: async (value) => toValidation(await schema.validate?.(value)) };
}

function toValidation(validated: SDKValidation | undefined): Validation {
  if (validated?.success) return { value: validated.value };
  return { issues: toIssues(validated?.error) };
}

/** The issues in zod's error, as its cause or inside that; of another error its message. */
function toIssues(error: unknown): readonly ValidationIssue[] {
  const cause = getProperty(error, 'cause');
  const issues = getProperty(error, 'issues') ?? getProperty(cause, 'issues') ?? cause;
  if (Array.isArray(issues) && issues.every(isIssue)) return issues;
  return [{ message: errorMessage(error) ?? 'it is not what the tool takes' }];
}

function isIssue(value: unknown): value is ValidationIssue {
  const path = getProperty(value, 'path');
  return typeof getProperty(value, 'message') === 'string' && (path === undefined || Array.isArray(path));
}

function isSDKSchema(schema: unknown): schema is SDKSchema {
  return getProperty(schema, Symbol.for('vercel.ai.schema')) === true;
}

/** ArkType's schemas are functions too. */
function isLazy(schema: unknown): schema is () => unknown {
  return typeof schema === 'function' && !('~standard' in schema);
}

function isZodWithoutJSONSchema(schema: unknown): boolean {
  const definition = getProperty(schema, '_zod') ?? getProperty(schema, '_def');
  return definition !== undefined && getProperty(getProperty(schema, '~standard'), 'jsonSchema') === undefined;
}
