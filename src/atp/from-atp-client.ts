import { oneAtATime } from '../async/one-at-a-time.js';
import { adapterOptions, createBridge } from '../bridge/create-bridge.js';
import { ToolferryError } from '../errors.js';
import { randomUUID } from '../random-uuid.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { addEach } from '../remote/add-remote-tools.js';
import { cleanResults } from '../remote/clean-results.js';
import { headerSecrets } from '../remote/known-secrets.js';
import { createRedact, type Redact, redactOutcome } from '../remote/redact.js';
import { fullName } from '../tool/tool-name.js';
import type { Bridge, BridgeOptions, ClientTool, RefusedTool, ToolMetadata } from '../types.js';
import { getProperty } from '../unknown.js';
import type { ATPServer } from './atp-server.js';
import { executionError, readExecution, toExecution } from './execution.js';
import { createRemoteTools } from './remote-tools.js';
import { runRequest } from './run-request.js';

/** The members of ATP's official `AgentToolProtocolClient` that are used. Any object with this shape is accepted. */
export interface OfficialATPClient {
  getClientTools(): readonly ClientTool[];
  execute(code: string): Promise<unknown>;
  searchAPI(query: string): Promise<unknown>;
  exploreAPI(path: string): Promise<unknown>;
  connect(): Promise<unknown>;
  getTypeDefinitions(): string;
}

export interface FromATPClientOptions extends Omit<BridgeOptions, 'tools'> {
  /** Security metadata for remote tools, by visible name (`execute_code`). The policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
}

const optionNames: MemberNames<FromATPClientOptions> = { ...adapterOptions, metadata: 0 };

/**
 * Makes a tool source of an existing official client, after its `init()`: the client's tools, and the remote tools
 * `execute_code`, `search_api`, `explore_api` and `fetch_all_apis`.
 *
 * Calls of agents in this process go through the bridge. The official client itself dispatches the calls of sandbox code,
 * without validation, policy or approval: use `connectATP()` if those need it. Executions run one at a time.
 *
 * Throws a ToolferryError `invalid_tool` if a definition is invalid, or if two tools have the same bare name: the official
 * client would run the wrong handler.
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
  options: FromATPClientOptions = {},
): { readonly bridge: Bridge; readonly refused: readonly RefusedTool[] } {
  refuseUnknown('an option of fromATPClient()', options, optionNames);
  const { metadata = () => undefined, ...rules } = options;
  const tools = [...client.getClientTools()];
  refuseDuplicateNames(tools);
  const sandboxBridge = createBridge({ ...rules, tools });
  const bridge = createBridge({ ...rules, tools });
  const remote = createRemoteTools(toServer(client, sandboxBridge), metadata);
  const shown = remote.map((tool) => cleanResults(tool, bridge.tools.limits));
  return { bridge, refused: addEach(bridge, shown) };
}

function waitsForItself(): ToolferryError {
  return new ToolferryError(
    'failed',
    'The code that is running waits for the handler that started other code with the same ATP client, so that neither could end. Return from the handler first, or use another client.',
  );
}

function toServer(client: OfficialATPClient, sandboxBridge: Bridge): ATPServer {
  const queueKey = randomUUID();
  const clean = <Value>(work: Promise<Value>): Promise<Value> => redactOutcome(work, redactFor(client));
  return {
    sandboxBridge,
    execute: async (code, { signal }) => {
      const work = () => runRequest({ signal }, () => clean(client.execute(code)));
      const outcome = await oneAtATime(queueKey, signal, work, waitsForItself);
      if ('stopped' in outcome) throw signal?.reason;
      const execution = readExecution(outcome.value);
      if (execution.status !== 'completed') throw executionError(execution);
      return toExecution(execution);
    },
    search: async (query) => ({ results: await clean(client.searchAPI(query)) }),
    explore: (path) => clean(client.exploreAPI(path)),
    definitions: async () => {
      await clean(client.connect());
      return { typescript: redactFor(client)(client.getTypeDefinitions()) };
    },
  };
}

/** The client has its headers and its token as private members (0.19.20): without them nothing is removed. */
function redactFor(client: OfficialATPClient): Redact {
  const session = getProperty(client, 'session');
  const token = getProperty(session, 'clientToken');
  const headers = headerSecrets(getProperty(session, 'customHeaders'));
  return createRedact([...headers, typeof token === 'string' ? token : undefined]);
}

function refuseDuplicateNames(tools: readonly ClientTool[]): void {
  const duplicates = tools.filter(({ name }) => tools.filter((other) => other.name === name).length > 1);
  if (duplicates.length === 0) return;
  const names = duplicates.map((tool) => fullName(tool));
  const message = `The official client finds handlers by bare name and would run the wrong one of ${names.join(', ')}. Rename one of them, or use connectATP().`;
  throw new ToolferryError('invalid_tool', message, { data: { tools: names } });
}
