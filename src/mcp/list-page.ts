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

/** Reads a page of the list through the client's `listTools`, which decides what it excludes. */
export async function listPage(client: MCPClient, cursor: unknown): Promise<ListPage> {
  let page: unknown;
  const read: ReadPage = async (message) => {
    page = await request(client, message);
    return readTools(page);
  };
  const params = cursor === undefined ? undefined : { cursor: cursor as string };
  const listed = await listThrough(client, read, params).catch((error: unknown) => {
    // Client 2.4.0 overflows the stack where a schema is nested too deeply.
    if (!(error instanceof RangeError)) throw error;
    return listEach(client, readTools(page));
  });
  const tools = readTools(listed);
  // A `listTools` that the user wrote may read the list in another way.
  const answer = page ?? listed;
  return { tools, excluded: missingFrom(tools, readTools(answer)), nextCursor: getProperty(answer, 'nextCursor') };
}

/** Returns the tools of an answer that the client does not list. */
function missingFrom(listed: readonly ListedTool[], answered: readonly ListedTool[]): readonly ListedTool[] {
  if (answered.every(({ name }, at) => name === listed[at]?.name)) return [];
  const names = new Set(listed.map(({ name }) => name));
  return answered.filter(({ name }) => !names.has(name));
}

type ReadPage = (message: MCPRequest) => Promise<readonly ListedTool[]>;

/**
 * Calls the client's `listTools` on an extension of the client that reads the page without validating it, where one invalid tool
 * would make all unreadable, and that does not follow the cursor by itself.
 */
async function listThrough(client: MCPClient, read: ReadPage, params?: { cursor: string }): Promise<unknown> {
  const extended: MCPClient = Object.create(client, {
    request: { value: async (message: MCPRequest) => ({ tools: await read(message) }) },
    // sdk 1 compiles the output schemas of a list, and rejects it if one does not compile. Before 1.24 under the second name.
    cacheToolMetadata: { value: () => {} },
    cacheToolOutputSchemas: { value: () => {} },
  });
  if (extended.listTools === undefined)
    return extended.request({ method: 'tools/list', ...(params && { params }) }, {});
  // Client 2 would return its cached list, or cache this one.
  return extended.listTools(params, { cacheMode: 'bypass' } as never);
}

/** Lets the client decide about each tool separately. One for which it throws is excluded. */
async function listEach(client: MCPClient, tools: readonly ListedTool[]): Promise<unknown> {
  const listOne = (tool: ListedTool) => listThrough(client, async () => [tool]).then(readTools, () => []);
  return { tools: (await Promise.all(tools.map(listOne))).flat() };
}

function readTools(page: unknown): ListedTool[] {
  const tools = getProperty(page, 'tools');
  if (Array.isArray(tools)) return tools.map((tool) => (isObject(tool) ? tool : {}));
  throw new ToolferryError(
    'invalid_response',
    "The MCP server's response to tools/list does not contain a list of tools.",
  );
}
