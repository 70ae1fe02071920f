import { checkOptions } from '../check-options.js';
import { emitOf } from '../policy/bridge-marks.js';
import type { MemberNames } from '../refuse-unknown.js';
import { redactOutcome } from '../remote/redact.js';
import { reportTools } from '../remote/report-tools.js';
import { createTools } from '../tool/tools.js';
import type { Bridge, BridgeLimits, ClientTool, RefusedTool } from '../types.js';
import { isThenable } from '../unknown.js';
import { callableTools } from './callable-tools.js';
import { changesOf, type MCPToolChange } from './changes-of.js';
import { redactFor } from './client-secrets.js';
import { connectionOf } from './connection.js';
import { coalesce, followChanges } from './follow-changes.js';
import { listTools } from './list-tools.js';
import type { MCPClient } from './mcp-client.js';
import { type MetadataOptions, metadataReader } from './read-metadata.js';
import { isFrom, listedName, toClientTool } from './to-client-tool.js';
import { type Place, updateTools } from './update-tools.js';

export interface MCPToolOptions extends MetadataOptions {
  /** Part of the visible name: `fs` + `read_file` is shown as `fs_read_file`. */
  readonly namespace?: string | undefined;
}

export interface FromMCPClientOptions extends MCPToolOptions {
  /** The bridge that the tools are added to, and updated in when the server's list changes. */
  readonly bridge?: Bridge | undefined;
  /** The limits of definitions and of the list. Only without `bridge`, which has its own. */
  readonly limits?: BridgeLimits | undefined;
  /**
   * Called for each tool that is left out: its definition is invalid or over a limit, its name is taken, it runs only as a
   * task, or the client excludes it.
   */
  onRefused?(refused: RefusedTool): void;
  /**
   * Called for each tool of the bridge that the server lists differently than before, after the bridge was updated. In a
   * changed tool no mark of the earlier metadata is loosened, unless `trusted`.
   */
  onChanged?(change: MCPToolChange): void;
}

const optionNames: MemberNames<FromMCPClientOptions> = {
  namespace: 0,
  metadata: 0,
  unmarked: ['allow', 'ask'],
  trusted: 0,
  bridge: 0,
  limits: 0,
  onRefused: 0,
  onChanged: 0,
};

/**
 * Makes remote tools of an MCP server's tools, for LangChain, the AI SDK, ATP and Letta. Reads all pages of the list
 * through the client's `listTools`.
 *
 * Inputs are validated in this process against the tool's input schema, and structured content against its output schema.
 * Images, audio and resources become content. `isError` becomes a failed call with the server's message. The bridge's abort and
 * time-out reach the server, the server's progress reaches the caller, and no request is sent twice. The server's hints can
 * only make the policy stricter: an annotated tool requires approval unless it is marked as read-only or not destructive.
 *
 * @param client A connected `Client` of `@modelcontextprotocol/client` 2 or `@modelcontextprotocol/sdk` 1.
 * @param options.namespace Part of the visible name. Needed if two servers have tools with the same name.
 * @param options.metadata For example `(name) => ({ operationType: name.startsWith('read') ? 'read' : 'write' })`.
 * @param options.unmarked `ask`: tools without any annotation require approval. Default `allow`.
 * @param options.trusted Believes all hints: tools are marked as `read` or `write` too, for policies that ask about unmarked tools.
 * @param options.bridge The bridge that the tools are added to. When the server reports a changed list, new tools are added,
 * changed ones replaced and removed ones deleted, so that calls of them return `unknown_tool`. Framework tools made from
 * unchanged tools keep working; `createToolsFromClient(bridge)` makes the new ones. A client that handles the notification itself
 * (`listChanged`, `setNotificationHandler`) must call `fromMCPClient` again in its handler.
 * @param options.limits The limits of definitions and of the list if there is no bridge; see `BridgeLimits`.
 * @param options.onChanged Called for each tool that the server lists differently, with both listings.
 * @param options.onRefused Called for each tool that is left out, whenever the list is read.
 * @returns The tools, in the server's order. Rejects with the client's error if the list cannot be read, and with a
 * ToolferryError `invalid_response` if it is not a list, has more than `limits.tools` (10,000) tools or never ends.
 * @throws TypeError if `client` is not a client, if both `bridge` and `limits` are given, or for another value of `unmarked`.
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
 *   approve: () => false, // ask a person here
 * });
 * ```
 */
export async function fromMCPClient(client: MCPClient, options: FromMCPClientOptions = {}): Promise<ClientTool[]> {
  checkOptions('fromMCPClient()', options, optionNames);
  if (typeof client?.request !== 'function' || typeof client.getServerCapabilities !== 'function')
    throw new TypeError(
      `fromMCPClient() expects a connected Client of @modelcontextprotocol/client or @modelcontextprotocol/sdk${isThenable(client) ? ', not a Promise: await it first' : ''}.`,
    );
  const { bridge, namespace, limits } = options;
  if (bridge && limits) throw new TypeError('limits: this bridge has its own. Pass limits to createBridge() instead.');
  const tools = bridge?.tools ?? createTools([], limits);
  const connection = connectionOf(client, bridge?.tools);
  const { names, strictest, known } = connection;
  const readMetadata = metadataReader(options, strictest);
  const place: Place = {
    tools,
    names,
    make: ({ listed, metadata }) => toClientTool(client, namespace, listed, metadata),
    currentTools: () => [...tools].filter((tool) => isFrom(client, namespace, tool)),
  };
  const update = coalesce(async () => {
    const all = await redactOutcome(listTools(client, tools.limits.tools), await redactFor(client));
    const { callable, refused } = callableTools(all, namespace);
    const list = callable.map((listed) => ({ listed, metadata: readMetadata(listedName(listed), listed) }));
    const before = bridge && known.get(namespace);
    const updated = await updateTools(place, before ?? new Map(), list);
    if (bridge) known.set(namespace, updated.known);
    const leftOut = [...refused, ...updated.refused];
    for (const tool of leftOut) options.onRefused?.(tool);
    if (before === updated.known) return;
    if (bridge && !connection.hasWarned) {
      const unreported = emitOf.of(bridge) || options.onRefused === undefined ? leftOut : [];
      const reported = { remote: place.currentTools(), refused: unreported };
      connection.hasWarned = reportTools(bridge, reported, 'createBridge()');
    }
    if (before) for (const change of changesOf(before, updated.known)) options.onChanged?.(change);
  });
  // Subscribed before the list is read, so that no change is missed.
  if (bridge) await followChanges(client, { bridge, namespace, update });
  await update();
  return [...place.currentTools()];
}
