import { createBridge } from '../bridge/create-bridge.js';
import { ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { addRemoteTools } from '../remote/add-remote-tools.js';
import { addToBoth } from '../remote/add-to-both.js';
import type { Bridge, BridgeOptions, ClientTool, Pause, RefusedTool, RunOptions, ToolMetadata } from '../types.js';
import { createBackend } from './backend.js';
import { type ATPExecuteConfig, checkConfig } from './execute-config.js';
import type { ATPExecution } from './execution.js';
import { createRemoteTools, type Remote } from './remote-tools.js';
import { type ATPExpose, readServerFunctions } from './server-functions.js';
import type { ATPServices } from './services.js';
import { type ATPSession, createSessions } from './session.js';
import { createWire } from './wire.js';

export interface ConnectATPOptions extends BridgeOptions, ATPServices {
  /** Where the server is: `http://localhost:3333`. */
  readonly baseUrl: string;
  /** Told to the server, for its log. */
  readonly clientInfo?: { readonly name?: string; readonly version?: string } | undefined;
  /** Sent with every request. `Authorization` is replaced by the session's own once there is a session. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Offers functions of the server as tools of their own, all of them or those that a filter lets through. Default none. */
  readonly expose?: ATPExpose | undefined;
  /** The user's own word on the server's tools, by visible name (`execute_code`, `math_sum`); the policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
  /** A session of another process, to go on with its pauses. */
  readonly session?: ATPSession | undefined;
}

/** How one execution is run and watched. */
export interface ATPExecuteOptions extends RunOptions {
  readonly config?: ATPExecuteConfig | undefined;
}

export interface ATPConnection {
  /** For agents here: the local tools, and the server's `execute_code`, `search_api`, `explore_api`, `fetch_all_apis`. */
  readonly bridge: Bridge;
  /** Runs code in the sandbox and answers its pauses until it ends. Rejects with a ToolferryError under the code's own status. */
  execute(code: string, options?: ATPExecuteOptions): Promise<ATPExecution>;
  /** Goes on with a pause of another process that had the same `session`. */
  resume(pause: Pause, options?: RunOptions): Promise<ATPExecution>;
  /** Adds local tools, for agents here and for executions that start later. All or nothing. */
  provideTools(tools: readonly ClientTool[]): void;
  /** The server's tools that are not offered, and why: they cannot work, or a local tool has the name. */
  readonly refused: readonly RefusedTool[];
  /** The newest session, a credential: keep it secret, and beside a pause. */
  readonly session: ATPSession;
  /** Sends nothing any more; what runs is not waited for. */
  close(): void;
}

/**
 * Connects to an ATP server. Sandbox code calls the local tools as `api.<namespace>.<name>(input)`; they are checked,
 * approved and run here. What is returned goes into `createToolsFromClient()` of LangChain and the AI SDK.
 *
 * Rejects with a ToolferryError: `unreachable`, `unauthorized`, `forbidden`, `not_found`, `server_error`,
 * `invalid_response`, or `invalid_tool` for local tools that cannot work.
 *
 * @param options.tools The local tools.
 * @param options.approve Asked before a local tool runs that the policy says `ask` for. The server never asks for those.
 * @param options.llm Answers `atp.llm.*` of sandbox code, at most `maxLlmCalls` (50) times an execution; absent: refused.
 * @param options.embedding Answers `atp.embedding.*`; absent: refused.
 * @param options.expose `functions`, or a filter: functions of the server as tools of their own (`math_sum`).
 * @param options.timeoutMs Milliseconds a local handler may take, default 300,000; `execute_code` has no limit here.
 * @example
 * ```ts
 * import { connectATP } from 'toolferry/atp';
 *
 * const atp = await connectATP({ baseUrl: 'http://localhost:3333' });
 * const { result } = await atp.execute('return 1 + 1');
 * console.log(result); // 2
 * ```
 */
export async function connectATP(options: ConnectATPOptions): Promise<ATPConnection> {
  const { clientInfo, metadata = () => undefined, expose, tools, approve, policy, timeoutMs, limits } = options;
  const services = { hasTools: true, hasApproval: true, hasLLM: !!options.llm, hasEmbedding: !!options.embedding };
  const rules = { approve, policy, timeoutMs, limits };
  const served = createBridge({ ...rules, tools });
  const wire = createWire(options);
  const sessions = createSessions(wire, { clientInfo, services }, options.session);
  const backend = createBackend(sessions, options);
  const closing = new AbortController();
  const untilClosed = (signal?: AbortSignal) => AbortSignal.any([closing.signal, ...(signal ? [signal] : [])]);
  const currentSession = (signal: AbortSignal) => sessions.forTools(offeredTools(served), signal);

  const execute: ATPConnection['execute'] = async (code, { config = {}, signal, ...rest } = {}) => {
    checkConfig(config);
    const request = { code, config: { ...config, clientServices: services } };
    return served.run(backend, request, { ...rest, signal: untilClosed(signal) });
  };
  const request = async (path: string, body: unknown, signal: AbortSignal) => {
    const open = untilClosed(signal);
    // Any session will do: only an execution needs one that knows exactly its tools.
    return sessions.request(sessions.newest() ?? (await currentSession(open)), path, body, open);
  };

  const { body: info } = await wire({ path: '/api/info', signal: closing.signal });
  await currentSession(closing.signal);
  const remote: Remote = {
    served,
    info,
    execute,
    search: (query, signal) => request('/api/search', { query }, signal),
    explore: (path, signal) => request('/api/explore', { path }, signal),
    definitions: (signal) => request('/api/definitions', undefined, signal),
  };
  const functions = expose ? await readServerFunctions(remote, expose, metadata) : [];
  const bridge = createBridge({ ...rules, tools: served.tools });
  const refused = await addRemoteTools(bridge, [...createRemoteTools(remote, metadata), ...functions]);

  return {
    bridge,
    execute,
    refused,
    resume: async (pause, { signal, ...rest } = {}) => {
      backend.take(pause);
      return served.resume(backend, pause, { ...rest, signal: untilClosed(signal) });
    },
    provideTools: (added) => addToBoth(served, bridge, added),
    get session() {
      return sessions.newest() as ATPSession;
    },
    close: () => closing.abort(new ToolferryError('closed', 'This connection to the ATP server was closed.')),
  };
}
