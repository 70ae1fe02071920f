import { canonical } from '../schema/canonical.js';
import type { ToolDefinition } from '../types.js';
import { hash } from './hash.js';
import type { RegisteredDefinition } from './registered-definition.js';

export const definitionMembers: readonly (keyof ToolDefinition)[] = [
  'name',
  'namespace',
  'description',
  'inputSchema',
  'outputSchema',
  'metadata',
  'supportsConcurrency',
  'keywords',
];

/** Returns the part of a tool that may cross a wire. */
export function toDefinition(tool: ToolDefinition): ToolDefinition {
  const present = definitionMembers.filter((member) => tool[member] !== undefined);
  return Object.fromEntries(present.map((member) => [member, tool[member]])) as unknown as ToolDefinition;
}

const definitions = new WeakMap<ToolDefinition, ToolDefinition>();

/**
 * Returns the part of a registered definition that may cross a wire. All runs share it, so that a paused run does not hold a copy
 * of each. It is frozen, so that no backend changes it for another run.
 */
export function definitionOf(registered: RegisteredDefinition): ToolDefinition {
  const known = definitions.get(registered);
  if (known !== undefined) return known;
  const definition = Object.freeze(toDefinition(registered));
  definitions.set(registered, definition);
  return definition;
}

const digests = new WeakMap<ToolDefinition, string>();

/**
 * Returns a short string that depends on all that a server is offered of a tool: name, namespace, description, input schema. It is
 * computed when it is first needed, and kept: a schema that its author changes later does not change it.
 */
export function digest(tool: ToolDefinition): string {
  const known = digests.get(tool);
  if (known !== undefined) return known;
  const { name, namespace, description, inputSchema } = tool;
  const computed = hash(canonical({ name, namespace, description, inputSchema }));
  digests.set(tool, computed);
  return computed;
}
