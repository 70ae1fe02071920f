import { ToolferryError } from '../errors.js';
import type { Keywords } from '../schema/walk.js';
import { getProperty, isObject } from '../unknown.js';
import { type MCPClient, request } from './mcp-client.js';

/** A server whose pages never end is not asked for ever. */
const maxPages = 1000;

/** A tool as a server lists it, about which nothing is taken for granted. */
export type ListedTool = Keywords;

/** All tools of a server, page by page. */
export async function listTools(client: MCPClient): Promise<ListedTool[]> {
  const capabilities = client.getServerCapabilities();
  // A server without tools does not know the question.
  if (capabilities !== undefined && capabilities.tools === undefined) return [];
  const listed: ListedTool[] = [];
  const cursors = new Set<unknown>(['', null, undefined]);
  for (let cursor: unknown; cursors.size <= maxPages; cursors.add(cursor)) {
    const page = await request(client, { method: 'tools/list', ...(cursor !== undefined && { params: { cursor } }) });
    listed.push(...readTools(page));
    cursor = getProperty(page, 'nextCursor');
    if (cursors.has(cursor)) return listed;
  }
  throw new ToolferryError('invalid_response', `The MCP server's list of tools has more than ${maxPages} pages.`);
}

function readTools(page: unknown): ListedTool[] {
  const tools = getProperty(page, 'tools');
  if (Array.isArray(tools)) return tools.map((tool) => (isObject(tool) ? tool : {}));
  throw new ToolferryError('invalid_response', "The MCP server's list of tools is no list.");
}
