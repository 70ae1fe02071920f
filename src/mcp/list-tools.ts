import { ToolferryError } from '../errors.js';
import type { Keywords } from '../schema/walk.js';
import { getProperty, isObject } from '../unknown.js';
import { type MCPClient, request } from './mcp-client.js';

/** A list whose pages never end must not be read forever. */
const maxPages = 1000;

/** A tool as its server lists it: untrusted, so nothing about its members is assumed. */
export type ListedTool = Keywords;

/** Reads all pages of a server's list of tools. */
export async function listTools(client: MCPClient): Promise<ListedTool[]> {
  const capabilities = client.getServerCapabilities();
  // A server without the capability does not implement `tools/list`.
  if (capabilities !== undefined && capabilities.tools === undefined) return [];
  const listed: ListedTool[] = [];
  const cursors = new Set<unknown>(['', null, undefined]);
  for (let cursor: unknown; cursors.size <= maxPages; cursors.add(cursor)) {
    const page = await request(client, { method: 'tools/list', ...(cursor !== undefined && { params: { cursor } }) });
    listed.push(...readTools(page));
    cursor = getProperty(page, 'nextCursor');
    if (cursors.has(cursor)) return listed;
  }
  throw new ToolferryError(
    'invalid_response',
    `The MCP server's list of tools has more than ${maxPages} pages, so it was not read.`,
  );
}

function readTools(page: unknown): ListedTool[] {
  const tools = getProperty(page, 'tools');
  if (Array.isArray(tools)) return tools.map((tool) => (isObject(tool) ? tool : {}));
  throw new ToolferryError(
    'invalid_response',
    "The MCP server's response to tools/list does not contain a list of tools.",
  );
}
