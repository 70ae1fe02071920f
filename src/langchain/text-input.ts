import type { JSONSchema } from '../types.js';
import { getProperty, isObject } from '../unknown.js';

/** The input of LangChain's string tools: `DynamicTool`, and `tool()` without a schema or with one for a string. */
export const textInput: JSONSchema = { type: 'object', properties: { input: { type: 'string' } } };

/** Whether an input is a single string named `input`. Such a tool can be called with a string, as LangChain's string tools. */
export function isTextInput({ properties }: JSONSchema): boolean {
  if (!isObject(properties) || Object.keys(properties).length !== 1) return false;
  return getProperty(properties.input, 'type') === 'string';
}
