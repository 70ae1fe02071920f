import { createTools } from '../tool/tools.js';
import type { Bridge, ClientTool, DefinitionLimits, RefusedTool } from '../types.js';
import { followChanges, oneAfterTheOther } from './follow-changes.js';
import { listTools } from './list-tools.js';
import type { MCPClient } from './mcp-client.js';
import { isFrom, type MCPToolOptions, toClientTool } from './to-client-tool.js';
import { updateTools } from './update-tools.js';

export interface FromMCPClientOptions extends MCPToolOptions {
  /** Gets the tools, and keeps them as the server has them. */
  readonly bridge?: Bridge | undefined;
  /** What definitions may be at most; a bridge has its own limits. */
  readonly limits?: DefinitionLimits | undefined;
  /** Told of each tool that is left out because it cannot work, is over a limit, or has a name that is taken. */
  onRefused?(refused: RefusedTool): void;
}

/**
 * The tools of an MCP server as client tools, for LangChain, the AI SDK, ATP and Letta. Takes a connected `Client` of
 * `@modelcontextprotocol/client` 2 or of `@modelcontextprotocol/sdk` 1, and reads all pages of its list.
 *
 * A call is checked here against the tool's input schema, and its structured content against the output schema; images,
 * audio and resources become content; `isError` is a failed call with the server's text. Abort and time-out of the bridge
 * reach the server, its progress reaches the caller, and nothing is sent twice. What the server says about itself can only
 * make it stricter: a tool that it marks destructive is asked about.
 *
 * @param options.namespace Shown in the name; needed where two servers have tools of one name.
 * @param options.metadata For example `(name) => ({ operationType: name.startsWith('read') ? 'read' : 'write' })`.
 * @param options.bridge Gets the tools too. When the server says that its list changed, new ones are added, changed ones
 * replaced, and those that are gone removed: calls of them are `unknown_tool`. Framework tools of what did not change go on;
 * `createToolsFromClient(bridge)` makes the new ones. A client with a handler of its own for that notification (`listChanged`,
 * `setNotificationHandler`) does not tell; call this again from there.
 * @param options.limits What a definition may be at most, where there is no bridge; see `DefinitionLimits`.
 * @param options.onRefused Told of each tool that is left out, at each reading of the list.
 * @returns The tools, in the server's order. Rejects with what the client rejects with if the list cannot be read, and with
 * a ToolferryError `invalid_response` if it is no list or never ends.
 * @example
 * ```ts
 * import { Client } from '@modelcontextprotocol/client';
 * import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
 * import { createToolsFromClient } from 'toolferry/langchain';
 * import { fromMCPClient } from 'toolferry/mcp';
 *
 * const client = new Client({ name: 'my-agent', version: '1.0.0' });
 * await client.connect(new StdioClientTransport({ command: 'npx', args: ['-y', '@modelcontextprotocol/server-memory'] }));
 * export const tools = createToolsFromClient(await fromMCPClient(client, { namespace: 'memory' }), {
 *   approve: ({ call }) => confirm(`Run ${call.name}?`),
 * });
 * ```
 */
export async function fromMCPClient(client: MCPClient, options: FromMCPClientOptions = {}): Promise<ClientTool[]> {
  if (typeof client?.request !== 'function' || typeof client.getServerCapabilities !== 'function')
    throw new TypeError(
      'fromMCPClient() takes a connected Client of @modelcontextprotocol/client or @modelcontextprotocol/sdk.',
    );
  const { bridge, namespace, limits } = options;
  if (bridge && limits) throw new TypeError('limits: this bridge has its own; give them to createBridge() instead.');
  const tools = bridge?.tools ?? createTools([], limits);
  const ownTools = (): ClientTool[] => [...tools].filter((tool) => isFrom(client, namespace, tool));
  const update = oneAfterTheOther(async () => {
    const listed = (await listTools(client)).map((tool) => toClientTool(client, tool, options));
    for (const refused of await updateTools(tools, ownTools, listed)) options.onRefused?.(refused);
  });
  // Followed before it is read: a change in between is not missed.
  if (bridge) await followChanges(client, { bridge, namespace, update });
  await update();
  return ownTools();
}
