import type { ToolDefinition } from '../types.js';

const members = [
  'name',
  'namespace',
  'description',
  'inputSchema',
  'outputSchema',
  'metadata',
  'supportsConcurrency',
  'keywords',
] as const satisfies readonly (keyof ToolDefinition)[];

/** The part of a tool that may cross a wire. */
export function toDefinition(tool: ToolDefinition): ToolDefinition {
  const present = members.filter((member) => tool[member] !== undefined);
  return Object.fromEntries(present.map((member) => [member, tool[member]])) as unknown as ToolDefinition;
}
