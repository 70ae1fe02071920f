import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { interopSafeParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import { readInputSchema } from '../../schema/input-schema.js';
import type { ReadSchema } from '../../schema/standard.js';
import type { JSONSchema, Validation } from '../../types.js';
import { authorsCheck } from '../marks.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { isNamed } from './lc-name.js';

/** LangChain's string tools: `DynamicTool`, and `tool()` without a schema or with one for a text. */
const textInput: JSONSchema = { type: 'object', properties: { input: { type: 'string' } } };

/**
 * The schema of a LangChain tool. Its own validator decides, and a good input goes on as it was sent, because LangChain
 * parses it again; plain JSON Schema is checked as everywhere. Throws a TypeError for a schema that shows no JSON Schema.
 */
export function readToolSchema(tool: ConvertibleTool): ReadSchema {
  const { schema } = tool;
  if (isInteropZodSchema(schema)) return { inputSchema: showZod(tool), validate: (input) => check(schema, input) };
  const { inputSchema, validate = authorsCheck.of(tool) } = readInputSchema(schema);
  return validate ? { inputSchema, validate: asSent(validate) } : { inputSchema };
}

/**
 * As `defineTool` shows it, where zod does that by itself: LangChain's converter refuses additional properties always, and
 * overflows for recursive schemas (core 1.2). It is left for zod 3, zod 4.0-4.1 and zod/mini.
 */
function showZod(tool: ConvertibleTool): JSONSchema {
  const { schema } = tool;
  if (isNamed(tool, 'DynamicTool')) return textInput;
  if (showsItself(schema)) return readInputSchema(schema).inputSchema;
  return { ...toJsonSchema(schema as never, { io: 'input', unrepresentable: 'any' }) };
}

function showsItself(schema: unknown): boolean {
  const { '~standard': standard } = schema as { '~standard'?: object };
  return standard !== undefined && 'jsonSchema' in standard;
}

async function check(schema: Parameters<typeof interopSafeParseAsync>[0], input: unknown): Promise<Validation> {
  const parsed = await interopSafeParseAsync(schema, input);
  if (parsed.success) return { value: input };
  // What a refinement threw is no ZodError.
  if (!('issues' in parsed.error)) throw parsed.error;
  return { issues: parsed.error.issues };
}

function asSent(validate: NonNullable<ReadSchema['validate']>): NonNullable<ReadSchema['validate']> {
  return async (input) => {
    const validation = await validate(input);
    // valibot's failures have a value too.
    return !validation.issues && 'value' in validation ? { value: input } : validation;
  };
}
