import { copiedMark, type Mark } from '../mark.js';
import { interpretedCheck } from '../schema/validate.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../types.js';
import { getProperty } from '../unknown.js';
import { callTool } from './call-tool.js';
import type { ListedTool } from './list-tools.js';
import type { MCPClient } from './mcp-client.js';
import { readResult } from './read-result.js';

/** The user's settings for a server's tools. */
export interface MCPToolOptions {
  /** Part of the visible name: `fs` + `read_file` is shown as `fs_read_file`. */
  readonly namespace?: string | undefined;
  /** Security metadata for a tool, by the server's name for it. It overrides the server's hints. The policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/** On a remote tool: the client that it was made from. */
const source: Mark<MCPClient> = copiedMark('mcp-client');

/** Makes a remote tool that validates its input and its structured content. */
export function toClientTool(
  client: MCPClient,
  listed: ListedTool,
  { namespace, metadata }: MCPToolOptions,
): ClientTool {
  const name = stringOrEmpty(listed.name);
  const inputSchema = (listed.inputSchema ?? { type: 'object' }) as JSONSchema;
  const tool = {
    name,
    namespace,
    description: stringOrEmpty(listed.description) || stringOrEmpty(listed.title) || name,
    inputSchema,
    outputSchema: (listed.outputSchema ?? undefined) as JSONSchema | undefined,
    metadata: toMetadata(listed.annotations, metadata?.(name)),
    validate: interpretedCheck(inputSchema),
  };
  const handler: ClientTool['handler'] = async (input, context) =>
    readResult(tool, await callTool(client, listed, input, context));
  return source.set({ ...tool, handler }, client);
}

/** Whether a tool was made from this client under this namespace. */
export function isFrom(client: MCPClient, namespace: string | undefined, tool: ClientTool): boolean {
  return source.of(tool) === client && tool.namespace === namespace;
}

/**
 * Combines a server's hints with the user's metadata, which wins. Hints can only make the policy stricter. A tool that is not
 * read-only is destructive unless a hint denies it, which is MCP's default.
 */
function toMetadata(annotations: unknown, metadata: ToolMetadata | undefined): ToolMetadata | undefined {
  const destructive = getProperty(annotations, 'destructiveHint') ?? getProperty(annotations, 'readOnlyHint') === false;
  if (destructive !== true) return metadata;
  return { ...metadata, operationType: metadata?.operationType ?? 'destructive' };
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
