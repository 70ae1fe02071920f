import { inOriginalForm } from '../../schema/original-form.js';
import type { ShownSchema } from '../../tool/native.js';
import type { JSONSchema } from '../../types.js';
import { isObject } from '../../unknown.js';

/**
 * Returns the forms in which a schema is shown that the AI SDK converts: its majors close different objects. Undefined if
 * `ai` is not installed, or cannot show the schema.
 */
export async function shownForms(standard: object, inputSchema: JSONSchema): Promise<ShownSchema | undefined> {
  try {
    const { asSchema } = await import('ai');
    const original: unknown = await asSchema(standard as Parameters<typeof asSchema>[0]).jsonSchema;
    // ai 5 calls ArkType's schemas, which are functions.
    if (!isObject(original)) return undefined;
    const as = { 'ai-sdk': original, langchain: inOriginalForm(inputSchema, original) };
    return { of: inputSchema, original, as };
  } catch {
    return undefined;
  }
}
