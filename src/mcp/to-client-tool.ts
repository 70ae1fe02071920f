import { copiedMark, type Mark } from '../mark.js';
import { untrustedCheck } from '../schema/validate.js';
import type { ClientTool, JSONSchema, ToolDefinition, ToolMetadata } from '../types.js';
import { getProperty } from '../unknown.js';
import { callTool } from './call-tool.js';
import type { ListedTool } from './list-page.js';
import type { MCPClient } from './mcp-client.js';
import { readResult } from './read-result.js';

interface Source {
  readonly client: MCPClient;
  /** As last listed: an unchanged tool stays the same object when its title or `_meta` changes. */
  listed: ListedTool;
}

/** On a remote tool: where it is from. */
const source: Mark<Source> = copiedMark('mcp-source');

/** Makes a remote tool that validates its input and its structured content. */
export function toClientTool(
  client: MCPClient,
  namespace: string | undefined,
  listed: ListedTool,
  metadata: ToolMetadata | undefined,
): ClientTool {
  const from: Source = { client, listed };
  const name = listedName(listed);
  const title = stringOrEmpty(listed.title) || stringOrEmpty(getProperty(listed.annotations, 'title'));
  const inputSchema = (listed.inputSchema ?? { type: 'object' }) as JSONSchema;
  const tool = {
    name,
    namespace,
    description: stringOrEmpty(listed.description) || title || name,
    inputSchema,
    outputSchema: (listed.outputSchema ?? undefined) as JSONSchema | undefined,
    metadata,
    validate: untrustedCheck(inputSchema),
  };
  const handler: ClientTool['handler'] = async (input, context) =>
    readResult(tool, await callTool(client, from.listed, input, context));
  return source.set({ ...tool, handler }, from);
}

/** Whether two tools were made from one listing: they are copies of one tool. */
export function isSameSource(one: ClientTool, other: ClientTool): boolean {
  return source.of(one) === source.of(other);
}

/** Whether a tool was made from this client under this namespace. */
export function isFrom(client: MCPClient, namespace: string | undefined, tool: ClientTool): boolean {
  return source.of(tool)?.client === client && tool.namespace === namespace;
}

/**
 * Returns a tool as its MCP server listed it, with all that a client tool has no member for: `title`, `annotations`, `icons`,
 * `_meta`. Untrusted: nothing of it was checked. Undefined for a tool that is not from an MCP server.
 *
 * @example
 * ```ts
 * import { createBridge } from 'toolferry';
 * import { listedTool } from 'toolferry/mcp';
 *
 * export const bridge = createBridge({
 *   approve({ call, tool }) {
 *     console.log(`${listedTool(tool)?.title ?? call.name} was refused`);
 *     return false;
 *   },
 * });
 * ```
 */
export function listedTool(tool: ToolDefinition | undefined): ListedTool | undefined {
  return tool && source.of(tool)?.listed;
}

/** The server's name for a tool; empty if it is not a string, for which the tool is refused. */
export function listedName({ name }: ListedTool): string {
  return stringOrEmpty(name);
}

/** Lets a tool that is kept refer to the server's latest listing of it. */
export function refreshListed(kept: ClientTool, latest: ClientTool): void {
  const [from, { listed } = {}] = [source.of(kept), source.of(latest)];
  if (from && listed) from.listed = listed;
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
