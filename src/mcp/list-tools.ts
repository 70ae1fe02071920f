import { ToolferryError } from '../errors.js';
import { formatCount } from '../schema/limits.js';
import type { Keywords } from '../schema/walk.js';
import { getProperty, isObject } from '../unknown.js';
import { type MCPClient, request } from './mcp-client.js';

/** A list whose pages never end must not be read forever. */
const maxPages = 1000;

/** A tool as its server lists it: untrusted, so nothing about its members is assumed. */
export type ListedTool = Keywords;

/** Reads all pages of a server's list of tools. Rejects with `invalid_response` if it has more tools than the maximum. */
export async function listTools(client: MCPClient, maxTools: number): Promise<readonly ListedTool[]> {
  const capabilities = client.getServerCapabilities();
  // A server without the capability does not implement `tools/list`.
  if (capabilities !== undefined && capabilities.tools === undefined) return [];
  let listed: readonly ListedTool[] = [];
  const cursors = new Set<unknown>(['', null, undefined]);
  for (let cursor: unknown; cursors.size <= maxPages; cursors.add(cursor)) {
    const page = await request(client, { method: 'tools/list', ...(cursor !== undefined && { params: { cursor } }) });
    listed = [...listed, ...readTools(page)];
    if (listed.length > maxTools) throw tooMany(`${formatCount(maxTools)} tools (limits.tools)`);
    cursor = getProperty(page, 'nextCursor');
    if (cursors.has(cursor)) return listed;
  }
  throw tooMany(`${formatCount(maxPages)} pages`);
}

function tooMany(limit: string): ToolferryError {
  const message = `The MCP server's list of tools has more than ${limit}, so it was not read.`;
  return new ToolferryError('invalid_response', message);
}

function readTools(page: unknown): ListedTool[] {
  const tools = getProperty(page, 'tools');
  if (Array.isArray(tools)) return tools.map((tool) => (isObject(tool) ? tool : {}));
  throw new ToolferryError(
    'invalid_response',
    "The MCP server's response to tools/list does not contain a list of tools.",
  );
}
