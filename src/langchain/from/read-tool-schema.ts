import { interopSafeParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import { readInputSchema } from '../../schema/input-schema.js';
import type { ReadSchema } from '../../schema/standard.js';
import { validateInput } from '../../schema/validate.js';
import { origin } from '../../tool/marks.js';
import type { JSONSchema, Validation } from '../../types.js';
import { textInput } from '../text-input.js';
import { convertSchema } from './convert-schema.js';
import type { ConvertibleTool } from './convertible-tool.js';
import { hasClassName } from './has-class-name.js';

/**
 * Reads the schema of a LangChain tool. The tool's own validator decides, and a valid input is forwarded as it was
 * sent, because LangChain parses it again. Plain JSON Schema is validated by toolferry. Throws a TypeError for a schema
 * that cannot be converted to JSON Schema.
 */
export function readToolSchema(tool: ConvertibleTool): ReadSchema {
  const { schema } = tool;
  if (isInteropZodSchema(schema))
    return { inputSchema: zodToJSONSchema(tool), validate: (input) => validateZod(schema, input) };
  // In the draft that LangChain shows.
  const { inputSchema, validate = validatorOfOrigin(tool) } = readInputSchema(schema, { draft: 'draft-07' });
  return validate ? { inputSchema, validate: keepInput(validate) } : { inputSchema };
}

/** The author's validator, for a copy of a tool that toolferry made. */
function validatorOfOrigin(tool: ConvertibleTool): ReadSchema['validate'] {
  const clientTool = origin.inherited(tool);
  return clientTool && ((input) => validateInput(clientTool, input));
}

/**
 * Converts a zod schema as `defineTool` does, if zod can convert it. LangChain's converter closes every object, and
 * overflows the stack for recursive schemas (core 1.2); it is only used for zod 3, zod 4.0-4.1 and zod/mini.
 */
function zodToJSONSchema(tool: ConvertibleTool): JSONSchema {
  const { schema } = tool;
  if (hasClassName(tool, 'DynamicTool')) return textInput;
  if (convertsItself(schema)) return readInputSchema(schema).inputSchema;
  return { ...Object(convertSchema(schema, { io: 'input', unrepresentable: 'any' })) };
}

function convertsItself(schema: unknown): boolean {
  const { '~standard': standard } = schema as { '~standard'?: object };
  return standard !== undefined && 'jsonSchema' in standard;
}

async function validateZod(schema: Parameters<typeof interopSafeParseAsync>[0], input: unknown): Promise<Validation> {
  const parsed = await interopSafeParseAsync(schema, input);
  if (parsed.success) return { value: input };
  // An error that a refinement threw is not a ZodError.
  if (!('issues' in parsed.error)) throw parsed.error;
  return { issues: parsed.error.issues };
}

/** Makes the validator return the input as it was sent. */
function keepInput(validate: NonNullable<ReadSchema['validate']>): NonNullable<ReadSchema['validate']> {
  return async (input) => {
    const validation = await validate(input);
    // A failure of valibot has a value too.
    return !validation.issues && 'value' in validation ? { value: input } : validation;
  };
}
