import { toObjectSchema } from '../schema/object-schema.js';
import type { ClientTool, JSONSchema } from '../types.js';
import { type Native, native, type ShownSchema } from './native.js';

/** Returns the schema that a framework shows of the converted tool. */
export function shownSchema(tool: ClientTool, framework: Native['framework']): JSONSchema {
  return toObjectSchema(formsOf(tool)?.as[framework] ?? tool.inputSchema);
}

/** Returns the schema that the tool's own framework shows of the original tool; for any other tool its own schema. */
export function originalSchema(tool: ClientTool): JSONSchema {
  return formsOf(tool)?.original ?? tool.inputSchema;
}

function formsOf(tool: ClientTool): ShownSchema | undefined {
  const shown = native.of(tool)?.shown;
  return shown?.of === tool.inputSchema ? shown : undefined;
}
