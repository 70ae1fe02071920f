import { inOriginalForm } from '../../schema/original-form.js';
import type { ShownSchema } from '../../tool/native.js';
import type { JSONSchema } from '../../types.js';
import { isObject } from '../../unknown.js';
import { convertSchema } from './convert-schema.js';
import type { ConvertibleTool } from './convertible-tool.js';

/**
 * Returns the forms in which the schema of a LangChain tool is shown. Of zod 4 LangChain shows the values that the schema
 * returns (core 1.2), which need not be those that it accepts: only their closed objects are shown here. Undefined if
 * LangChain shows the schema as it is, or cannot show it.
 */
export function shownForms({ schema }: ConvertibleTool, inputSchema: JSONSchema): ShownSchema | undefined {
  const original = shownByLangChain(schema);
  if (!isObject(original) || original === schema) return undefined;
  const form = inOriginalForm(inputSchema, original);
  return { of: inputSchema, original, as: { langchain: form, 'ai-sdk': form } };
}

function shownByLangChain(schema: unknown): unknown {
  try {
    return convertSchema(schema);
  } catch {
    return undefined;
  }
}
