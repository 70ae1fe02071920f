import { canonical } from '../result/canonical.js';
import type { ToolDefinition } from '../types.js';
import { hash } from './hash.js';

const digests = new WeakMap<ToolDefinition, string>();

/** Changes when what a server was told about the tool changes (name, namespace, description, input schema). */
export function digest(tool: ToolDefinition): string {
  const known = digests.get(tool);
  if (known !== undefined) return known;
  const { name, namespace, description, inputSchema } = tool;
  const made = hash(canonical({ name, namespace, description, inputSchema }));
  digests.set(tool, made);
  return made;
}
