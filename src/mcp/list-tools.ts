import { ToolferryError } from '../errors.js';
import { formatCount } from '../schema/limits.js';
import { type ListedTool, listPage } from './list-page.js';
import { type MCPClient, request } from './mcp-client.js';

/** A list whose pages never end must not be read forever. */
const maxPages = 1000;

/** All tools that a server lists. */
export interface ToolList {
  readonly tools: readonly ListedTool[];
  /** The tools that the client itself excludes. */
  readonly excluded: readonly ListedTool[];
}

/** Reads all pages of a server's list of tools. Rejects with `invalid_response` if it has more tools than the maximum. */
export async function listTools(client: MCPClient, maxTools: number): Promise<ToolList> {
  const capabilities = client.getServerCapabilities();
  const tools: ListedTool[] = [];
  const excluded: ListedTool[] = [];
  // A server without the capability does not implement `tools/list`.
  if (capabilities !== undefined && capabilities.tools === undefined) return { tools, excluded };
  // Client 2 lists no tools before it is connected. A request rejects with the reason.
  if (capabilities === undefined) await request(client, { method: 'tools/list' });
  const cursors = new Set<unknown>(['', null, undefined]);
  for (let cursor: unknown; cursors.size <= maxPages; cursors.add(cursor)) {
    const page = await listPage(client, cursor);
    for (const tool of page.tools) tools.push(tool);
    for (const tool of page.excluded) excluded.push(tool);
    if (tools.length + excluded.length > maxTools) throw tooMany(`${formatCount(maxTools)} tools (limits.tools)`);
    cursor = page.nextCursor;
    if (cursors.has(cursor)) return { tools, excluded };
  }
  throw tooMany(`${formatCount(maxPages)} pages`);
}

function tooMany(limit: string): ToolferryError {
  const message = `The MCP server's list of tools has more than ${limit}, so it was not read.`;
  return new ToolferryError('invalid_response', message);
}
