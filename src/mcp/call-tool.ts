import type { ToolContext } from '../types.js';
import type { ListedTool } from './list-tools.js';
import { isModern, type MCPClient, request } from './mcp-client.js';

/** The longest that a timer takes: the bridge's own limit comes before it, the clients' 60 seconds would not. */
const timeout = 2 ** 31 - 1;

/** Calls a tool on its server, once. An abort is told to the server, and what it says of its progress is passed on. */
export function callTool(
  client: MCPClient,
  { outputSchema: _, ...listed }: ListedTool,
  input: unknown,
  { signal, progress }: ToolContext,
): Promise<unknown> {
  const options = { signal, timeout, onprogress: progress };
  const params = { name: listed.name as string, arguments: input as Record<string, unknown> };
  // Since 2026-07-28 a schema can ask for arguments in HTTP headers, and client 2 puts them there, from this definition.
  if (isModern(client)) return client.callTool(params, { ...options, toolDefinition: listed } as never);
  return request(client, { method: 'tools/call', params: { ...params } }, options);
}
