import { oneAtATime } from '../async/one-at-a-time.js';
import { createBridge } from '../bridge/create-bridge.js';
import { ToolferryError } from '../errors.js';
import { addEach } from '../remote/add-remote-tools.js';
import { fullName } from '../tool/tool-name.js';
import type { Bridge, BridgeOptions, ClientTool, RefusedTool, ToolMetadata } from '../types.js';
import { executionError, readExecution, toExecution } from './execution.js';
import { createRemoteTools, type Remote } from './remote-tools.js';

/** What is used of ATP's official `AgentToolProtocolClient`. Matched by shape. */
export interface OfficialATPClient {
  getClientTools(): readonly ClientTool[];
  execute(code: string): Promise<unknown>;
  searchAPI(query: string): Promise<unknown>;
  exploreAPI(path: string): Promise<unknown>;
  connect(): Promise<unknown>;
  getTypeDefinitions(): string;
}

export interface FromATPClientOptions extends Omit<BridgeOptions, 'tools'> {
  /** The user's own word on the server's tools, by visible name (`execute_code`); the policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

/**
 * An existing official client (after its `init()`) as a tool source: its local tools, and the server's `execute_code`,
 * `search_api`, `explore_api`, `fetch_all_apis`.
 *
 * What an agent here calls goes through the bridge. What sandbox code calls is dispatched by the official client itself,
 * without the bridge's checks: use `connectATP()` for those. Its executions take turns.
 *
 * Throws a ToolferryError `invalid_tool` if two of its tools have one bare name: its dispatch would run the wrong handler.
 *
 * @example
 * ```ts
 * import { fromATPClient, type OfficialATPClient } from 'toolferry/atp';
 * import { createToolsFromClient } from 'toolferry/langchain';
 *
 * export const toolsOf = (client: OfficialATPClient) => createToolsFromClient(fromATPClient(client));
 * ```
 */
export function fromATPClient(
  client: OfficialATPClient,
  { metadata = () => undefined, ...options }: FromATPClientOptions = {},
): { readonly bridge: Bridge; readonly refused: readonly RefusedTool[] } {
  const tools = [...client.getClientTools()];
  refuseDoubleNames(tools);
  const served = createBridge({ ...options, tools });
  const bridge = createBridge({ ...options, tools });
  return { bridge, refused: addEach(bridge, createRemoteTools(toRemote(client, served), metadata)) };
}

function toRemote(client: OfficialATPClient, served: Bridge): Remote {
  const turns = crypto.randomUUID();
  return {
    served,
    execute: async (code, { signal }) => {
      const execution = readExecution(await oneAtATime(turns, signal, () => client.execute(code)));
      if (execution.status !== 'completed') throw executionError(execution);
      return toExecution(execution);
    },
    search: async (query) => ({ results: await client.searchAPI(query) }),
    explore: (path) => client.exploreAPI(path),
    definitions: async () => {
      await client.connect();
      return { typescript: client.getTypeDefinitions() };
    },
  };
}

function refuseDoubleNames(tools: readonly ClientTool[]): void {
  const doubles = tools.filter(({ name }) => tools.filter((other) => other.name === name).length > 1);
  if (doubles.length === 0) return;
  const names = doubles.map((tool) => fullName(tool)).join(', ');
  const message = `The official client finds handlers by bare name, so one of ${names} would run for the other. Rename one, or use connectATP().`;
  throw new ToolferryError('invalid_tool', message, { data: { tools: doubles.map((tool) => fullName(tool)) } });
}
