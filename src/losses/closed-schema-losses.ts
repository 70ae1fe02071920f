import { type SchemaPlace, walkSchema } from '../schema/walk.js';
import type { Native } from '../tool/native.js';
import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { Lost } from './lost.js';

/** Returns the losses of a schema that its own framework shows as closed, with members that have a default as required. */
export function closedSchemaLosses(schema: JSONSchema, framework: Native['framework']): Lost[] {
  const places = [...walkSchema(schema).schemas.values()];
  return [
    ...(isOtherDialect(schema, framework) ? [['dialect', 'inputSchema/$schema'] as const] : []),
    ...places.filter(isOpenObject).map(({ path }): Lost => ['closedObject', `inputSchema${path}/additionalProperties`]),
    // The AI SDK shows the input schema of zod, LangChain the output schema.
    ...(framework === 'langchain' ? places.flatMap(optionalDefaults) : []),
  ];
}

/** The AI SDK writes another draft. LangChain adds one to tools with string input and to zod 3. */
function isOtherDialect(schema: JSONSchema, framework: Native['framework']): boolean {
  return '$schema' in schema === (framework === 'ai-sdk');
}

function isOpenObject({ schema }: SchemaPlace): boolean {
  return isObject(schema.properties) && schema.additionalProperties !== false;
}

/** Identifies each member by its name, because the order of `required` has no meaning. */
function optionalDefaults({ schema: { properties, required }, path }: SchemaPlace): Lost[] {
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = isObject(properties) ? Object.entries(properties) : [];
  return members
    .filter(([name, member]) => !names.includes(name) && hasDefault(member))
    .map(([name]) => ['requiredDefault', `inputSchema${path}/required/${name}`]);
}

/** Whether a schema or one of its branches has a default: a nullable member has it in a branch. */
function hasDefault(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  return schema.default !== undefined || (Array.isArray(schema.anyOf) && schema.anyOf.some(hasDefault));
}
