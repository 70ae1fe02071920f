import { toObjectSchema } from '../schema/object-schema.js';
import { originalSchema, shownSchema } from '../tool/shown-schema.js';
import type { ClientTool, JSONSchema } from '../types.js';
import { isObject } from '../unknown.js';
import { compareSchemas, type SchemaDifference } from './compare-schemas.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** Returns every place where the schema that the target is shown differs from the one that the tool's own framework shows. */
export function schemaLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  const differences = compareSchemas(originalSchema(tool), schemaIn(target, tool));
  return differences.map((difference) => [kindOf(difference), `inputSchema${difference.path}`]);
}

function schemaIn(target: ConversionTarget, tool: ClientTool): JSONSchema {
  if (target === 'atp') return tool.inputSchema;
  return target === 'letta' ? toObjectSchema(tool.inputSchema) : shownSchema(tool, target);
}

function kindOf({ keyword, path, before, after, holder }: SchemaDifference): LossKind {
  if (before === undefined && isObjectType(path, after)) return 'objectType';
  if (keyword === '$schema') return 'dialect';
  if (closing.includes(keyword) && before === false) return 'closedObject';
  if (keyword === 'required' && after === undefined && hasDefault(memberOf(holder, before))) return 'requiredDefault';
  return referring.includes(keyword) ? 'reference' : 'schema';
}

/** Whether this is what the adapters add to the root of a schema that lacks it. */
function isObjectType(path: string, added: unknown): boolean {
  if (path === '/type') return added === 'object';
  return path === '/properties' && isObject(added) && Object.keys(added).length === 0;
}

const closing = ['additionalProperties', 'unevaluatedProperties'];
const referring = ['$ref', '$defs', 'definitions'];

function memberOf({ properties }: JSONSchema, name: unknown): unknown {
  return isObject(properties) ? properties[String(name)] : undefined;
}

/** Whether a schema or one of its branches has a default: a nullable member has it in a branch. */
function hasDefault(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  return schema.default !== undefined || (Array.isArray(schema.anyOf) && schema.anyOf.some(hasDefault));
}
