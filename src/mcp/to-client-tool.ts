import { interpretedCheck } from '../schema/validate.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../types.js';
import { getProperty } from '../unknown.js';
import { callTool } from './call-tool.js';
import type { ListedTool } from './list-tools.js';
import type { MCPClient } from './mcp-client.js';
import { readResult } from './read-result.js';

/** What the user says about a server's tools. */
export interface MCPToolOptions {
  /** Shown in the name: `fs` + `read_file` is `fs_read_file`. */
  readonly namespace?: string | undefined;
  /** The user's own word on a tool, by the server's name for it. Comes before the server's hints; the policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/** Enumerable on purpose: a decorator's `{ ...tool, handler }` keeps it. */
const source = Symbol.for('toolferry.mcp-client');

/** A tool of a server as a remote tool. Its input is checked here, and so is its structured content. */
export function toClientTool(
  client: MCPClient,
  listed: ListedTool,
  { namespace, metadata }: MCPToolOptions,
): ClientTool {
  const name = text(listed.name);
  const inputSchema = (listed.inputSchema ?? { type: 'object' }) as JSONSchema;
  const tool = {
    name,
    namespace,
    description: text(listed.description) || text(listed.title) || name,
    inputSchema,
    outputSchema: (listed.outputSchema ?? undefined) as JSONSchema | undefined,
    metadata: toMetadata(listed.annotations, metadata?.(name)),
    validate: interpretedCheck(inputSchema),
    [source]: client,
  };
  return {
    ...tool,
    handler: async (input, context) => readResult(tool, await callTool(client, listed, input, context)),
  };
}

/** Whether a tool was made from this client under this namespace. */
export function isFrom(client: MCPClient, namespace: string | undefined, tool: ClientTool): boolean {
  return getProperty(tool, source) === client && tool.namespace === namespace;
}

/**
 * A server's hints only tighten. A tool that says it is not read-only is destructive unless it denies that: MCP's own
 * default. What the user says comes first.
 */
function toMetadata(annotations: unknown, said: ToolMetadata | undefined): ToolMetadata | undefined {
  const destructive = getProperty(annotations, 'destructiveHint') ?? getProperty(annotations, 'readOnlyHint') === false;
  if (destructive !== true) return said;
  return { ...said, operationType: said?.operationType ?? 'destructive' };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
