import { ToolferryError } from '../errors.js';
import type { Keywords } from '../schema/walk.js';
import { getProperty, isObject } from '../unknown.js';
import { type MCPClient, type MCPRequest, request } from './mcp-client.js';

/** A tool as its server lists it: untrusted, so nothing about its members is assumed. */
export type ListedTool = Keywords;

/** One page of a server's list of tools. */
export interface ListPage {
  readonly tools: readonly ListedTool[];
  /** The tools that the client excludes, such as those with an invalid `x-mcp-header`. */
  readonly excluded: readonly ListedTool[];
  readonly nextCursor: unknown;
}

/**
 * Reads a page of the list through the client's `listTools`, which decides what it excludes. The client is extended so that it
 * does not validate the page, where one invalid tool would make all unreadable, and does not follow the cursor by itself.
 */
export async function listPage(client: MCPClient, cursor: unknown): Promise<ListPage> {
  const params = cursor === undefined ? undefined : { cursor: cursor as string };
  let page: unknown;
  const extended: MCPClient = Object.create(client, {
    request: {
      value: async (message: MCPRequest) => {
        page = await request(client, message);
        return { tools: readTools(page) };
      },
    },
    // sdk 1 compiles the output schemas of a list, and rejects it if one does not compile. Before 1.24 under the second name.
    cacheToolMetadata: { value: () => {} },
    cacheToolOutputSchemas: { value: () => {} },
  });
  // Client 2 would return its cached list, or cache this one.
  const listed = extended.listTools
    ? await extended.listTools(params, { cacheMode: 'bypass' } as never)
    : await extended.request({ method: 'tools/list', ...(params && { params }) }, {});
  const tools = readTools(listed);
  const names = new Set(tools.map(({ name }) => name));
  // A `listTools` of the user's own may read the list in another way.
  const read = page ?? listed;
  return {
    tools,
    excluded: readTools(read).filter(({ name }) => !names.has(name)),
    nextCursor: getProperty(read, 'nextCursor'),
  };
}

function readTools(page: unknown): ListedTool[] {
  const tools = getProperty(page, 'tools');
  if (Array.isArray(tools)) return tools.map((tool) => (isObject(tool) ? tool : {}));
  throw new ToolferryError(
    'invalid_response',
    "The MCP server's response to tools/list does not contain a list of tools.",
  );
}
