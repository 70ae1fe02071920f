import { type SchemaPlace, walkSchema } from '../schema/walk.js';
import type { Native } from '../tool/native.js';
import type { JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import type { Lost } from './lost.js';

/** Where a schema that its framework shows as closed and complete is shown as what it takes. */
export function closedSchemaLosses(schema: JSONSchema, framework: Native['framework']): Lost[] {
  const places = [...walkSchema(schema).schemas.values()];
  return [
    ...(isOtherDialect(schema, framework) ? [['dialect', 'inputSchema/$schema'] as const] : []),
    ...places.filter(isOpenObject).map(({ path }): Lost => ['closedObject', `inputSchema${path}/additionalProperties`]),
    // The AI SDK shows what zod takes, LangChain what it makes.
    ...(framework === 'langchain' ? places.flatMap(optionalDefaults) : []),
  ];
}

/** The AI SDK writes another draft, LangChain adds one to texts and to zod 3. */
function isOtherDialect(schema: JSONSchema, framework: Native['framework']): boolean {
  return '$schema' in schema === (framework === 'ai-sdk');
}

function isOpenObject({ schema }: SchemaPlace): boolean {
  return isObject(schema.properties) && schema.additionalProperties !== false;
}

/** A required member is told by its name. */
function optionalDefaults({ schema: { properties, required }, path }: SchemaPlace): Lost[] {
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = isObject(properties) ? Object.entries(properties) : [];
  return members
    .filter(([name, member]) => !names.includes(name) && hasDefault(member))
    .map(([name]) => ['requiredDefault', `inputSchema${path}/required/${name}`]);
}

/** Of its own, or in one of its branches: a default may be nullable. */
function hasDefault(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  return schema.default !== undefined || (Array.isArray(schema.anyOf) && schema.anyOf.some(hasDefault));
}
