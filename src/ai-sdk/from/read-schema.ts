import { errorMessage } from '../../result/error-message.js';
import { readInputSchema } from '../../schema/input-schema.js';
import type { ReadSchema } from '../../schema/standard.js';
import { isSDKSchema, type SDKSchema, type SDKValidation } from '../../tool/sdk-schema.js';
import type { JSONSchema, Validation, ValidationIssue } from '../../types.js';
import { getProperty } from '../../unknown.js';

/** A schema as read. */
export interface SourceSchema extends ReadSchema {
  /** The schema itself, if the AI SDK shows another form of it. */
  readonly standard?: object;
  /** Whether the AI SDK does not check inputs. */
  readonly isUnchecked?: boolean;
}

/** The AI SDK's schema for a tool that has none. */
const noParameters: JSONSchema = { type: 'object', properties: {}, additionalProperties: false };

/** Reads any schema that the AI SDK accepts: its JSON Schema, and the author's validator if there is one. */
export async function readSchema(schema: unknown): Promise<SourceSchema> {
  if (schema === undefined || schema === null) return { inputSchema: noParameters };
  if (isSDKSchema(schema)) return readSDKSchema(schema);
  if (isLazy(schema)) return readSchema(await schema());
  // In the draft that the AI SDK shows.
  if (!isZodWithoutJSONSchema(schema))
    return { ...readInputSchema(schema, { draft: 'draft-07' }), standard: Object(schema) };
  // zod 3 and 4.0 cannot convert themselves to JSON Schema; every version of ai can. `zodSchema` instead of `asSchema`,
  // which does not recognize zod before 3.24, and ai 4 accepts such schemas.
  const { zodSchema } = await import('ai');
  return readSDKSchema(zodSchema(schema as Parameters<typeof zodSchema>[0]) as unknown as SDKSchema);
}

async function readSDKSchema(schema: SDKSchema): Promise<SourceSchema> {
  const inputSchema = await schema.jsonSchema;
  if (!schema.validate) return { inputSchema, isUnchecked: true };
  return { inputSchema, validate: async (value) => toValidation(await schema.validate?.(value)) };
}

function toValidation(validated: SDKValidation | undefined): Validation {
  if (validated?.success) return { value: validated.value };
  return { issues: toIssues(validated?.error) };
}

/** Returns the issues of a zod error or of its cause, the cause if it is a list of issues, or the error's message. */
function toIssues(error: unknown): readonly ValidationIssue[] {
  const cause = getProperty(error, 'cause');
  const issues = getProperty(error, 'issues') ?? getProperty(cause, 'issues') ?? cause;
  if (Array.isArray(issues) && issues.every(isIssue)) return issues;
  return [{ message: errorMessage(error) ?? 'the input does not match the schema' }];
}

function isIssue(value: unknown): value is ValidationIssue {
  const path = getProperty(value, 'path');
  return typeof getProperty(value, 'message') === 'string' && (path === undefined || Array.isArray(path));
}

/** A function that returns a schema. ArkType's schemas are functions too. */
function isLazy(schema: unknown): schema is () => unknown {
  return typeof schema === 'function' && !('~standard' in schema);
}

function isZodWithoutJSONSchema(schema: unknown): boolean {
  const definition = getProperty(schema, '_zod') ?? getProperty(schema, '_def');
  return definition !== undefined && getProperty(getProperty(schema, '~standard'), 'jsonSchema') === undefined;
}
