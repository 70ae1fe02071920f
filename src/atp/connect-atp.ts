import { race } from '../async/race.js';
import { bridgeOptions } from '../bridge/create-bridge.js';
import { codeOf, ToolferryError } from '../errors.js';
import { offeredTools } from '../policy/default-policy.js';
import { type MemberNames, refuseUnknown } from '../refuse-unknown.js';
import { addRemoteTools } from '../remote/add-remote-tools.js';
import { addToBoth } from '../remote/add-to-both.js';
import { createBoth } from '../remote/create-both.js';
import { removeFromBoth } from '../remote/remove-from-both.js';
import type { Bridge, BridgeOptions, ClientTool, Pause, RefusedTool, RunOptions, ToolMetadata } from '../types.js';
import { omitUndefined } from '../unknown.js';
import type { ATPServer } from './atp-server.js';
import { type ATPBackendOptions, createBackend } from './backend.js';
import { type ATPExecuteConfig, checkConfig, readMaxTimeout } from './execute-config.js';
import type { ATPExecution } from './execution.js';
import { createRemoteTools } from './remote-tools.js';
import { type ATPExpose, readServerFunctions } from './server-functions.js';
import { type ATPSession, createSessions } from './session.js';
import { createWire, type WireOptions } from './wire.js';

export interface ConnectATPOptions extends BridgeOptions, ATPBackendOptions, WireOptions {
  /** Sent to the server for its log. */
  readonly clientInfo?: { readonly name?: string; readonly version?: string } | undefined;
  /** The configuration of each execution, those of `execute_code` and of remote tools included. `execute` can replace its members. */
  readonly config?: ATPExecuteConfig | undefined;
  /**
   * Maximum answered pauses of an execution, those of `execute_code` and of remote tools included; the next pause cancels it and
   * rejects with `max_rounds`. `execute` and `resume` can set their own. Default 1,000.
   */
  readonly maxRounds?: number | undefined;
  /** Offers server functions as remote tools: all of them (`functions`), or those for which a filter returns true. Default none. */
  readonly expose?: ATPExpose | undefined;
  /** Security metadata for remote tools, by visible name (`execute_code`, `math_sum`). The policy reads it. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
  /** A session of another process, to resume its pauses. */
  readonly session?: ATPSession | undefined;
  /** Aborts connecting. For an execution, pass `signal` to `execute` or `resume`. */
  readonly signal?: AbortSignal | undefined;
}

const optionNames: MemberNames<ConnectATPOptions> = {
  baseUrl: 0,
  ...bridgeOptions,
  headers: 0,
  fetch: 0,
  requestTimeoutMs: 0,
  maxResponseBytes: 0,
  clientInfo: 0,
  config: 0,
  maxRounds: 0,
  expose: 0,
  metadata: 0,
  session: 0,
  signal: 0,
  llm: 0,
  embedding: 0,
  maxLlmCalls: 0,
  maxEmbeddings: 0,
  maxCallsPerPause: 0,
};

/** The options of one execution. */
export interface ATPExecuteOptions extends RunOptions {
  /** Its members replace those of the connection's `config`. */
  readonly config?: ATPExecuteConfig | undefined;
}

export interface ATPConnection {
  /** The tools for agents in this process: the client tools and `execute_code`, `search_api`, `explore_api`, `fetch_all_apis`. */
  readonly bridge: Bridge;
  /**
   * Runs code in the sandbox and answers its pauses until it completes. If it does not complete, rejects with a ToolferryError
   * whose code is the execution's status.
   */
  execute(code: string, options?: ATPExecuteOptions): Promise<ATPExecution>;
  /** Resumes a pause of another process that used the same `session`. */
  resume(pause: Pause, options?: RunOptions): Promise<ATPExecution>;
  /** Adds client tools for agents in this process and for executions that start later: all of them, or none if it throws. */
  provideTools(tools: readonly ClientTool[]): void;
  /**
   * Removes client tools, by their visible names, for agents in this process and for executions that start later. A running
   * execution keeps them. Throws `unknown_tool` and removes none if a name is not that of a client tool.
   */
  withdrawTools(names: readonly string[]): void;
  /** The remote tools that are not offered, with the reasons: an invalid definition, or the name of a client tool. */
  readonly refused: readonly RefusedTool[];
  /** The newest session. It is a credential: keep it secret, and store it alongside a pause. */
  readonly session: ATPSession;
  /**
   * Stops all requests. Does not wait for running executions, which reject with `closed`. A request without an answer is cut
   * after one second.
   */
  close(): void;
}

/**
 * Connects to an ATP server. Sandbox code calls the client tools as `api.<namespace>.<name>(input)`; the bridge validates,
 * approves and runs those calls in this process. Pass the connection to `createToolsFromClient()` of LangChain or the AI SDK.
 *
 * Rejects with a ToolferryError: `unreachable`, `connection_lost`, `unauthorized`, `forbidden`, `not_found`, `bad_request`,
 * `server_error`, `invalid_response`, `timeout` (`requestTimeoutMs` has passed), or `invalid_tool` for client tools with an invalid definition.
 *
 * @param options.tools The client tools.
 * @param options.approve Called before a client tool runs if the policy returns `ask`, and when the server or its sandbox code
 * asks for approval. Absent: such calls are denied.
 * @param options.llm Answers `atp.llm.*` of sandbox code, at most `maxLlmCalls` (50) times per execution. Absent: refused.
 * @param options.embedding Answers `atp.embedding.*` of sandbox code. Absent: refused.
 * @param options.expose Offers server functions as remote tools (`math_sum`): `functions` for all, or a filter. At most 1,000
 * directories and 5,000 functions are read.
 * @param options.timeoutMs Maximum milliseconds for a handler, default 300,000. `execute_code` has no time-out here.
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
  refuseUnknown('an option of connectATP()', options, optionNames);
  const outcome = await race({ signal: options.signal }, (signal) => connect(options, signal));
  if ('value' in outcome) return outcome.value;
  throw options.signal?.reason;
}

async function connect(options: ConnectATPOptions, connecting: AbortSignal): Promise<ATPConnection> {
  const { clientInfo, metadata = () => undefined, config = {}, expose } = options;
  const roundLimit = options.maxRounds ?? 1_000;
  checkConfig(config);
  const services = { hasTools: true, hasApproval: true, hasLLM: !!options.llm, hasEmbedding: !!options.embedding };
  const { served: sandboxBridge, bridge } = createBoth(options);
  const wire = createWire(options);
  const sessions = createSessions(wire, { clientInfo, services }, options.session);
  const backend = createBackend(sessions, options);
  const closing = new AbortController();
  const untilClosed = (signal?: AbortSignal) =>
    signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
  const currentSession = (signal: AbortSignal) => sessions.forTools(offeredTools(sandboxBridge), signal);

  // Not async, which would take one more promise for each paused execution.
  const execute = (code: string, runOptions: ATPExecuteOptions = {}, startsOnce = false): Promise<ATPExecution> => {
    try {
      const { config: own = {}, maxRounds = roundLimit, signal, ...rest } = runOptions;
      checkConfig(own);
      const request = { code, config: { ...config, ...omitUndefined(own), clientServices: services }, startsOnce };
      return sandboxBridge.run(backend, request, { ...rest, maxRounds, signal: untilClosed(signal) });
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const request = async (path: string, body: unknown, signal: AbortSignal) => {
    const combined = untilClosed(signal);
    // Any session will do: only an execution needs one with exactly its tools.
    const session = sessions.newest() ?? (await currentSession(combined));
    return sessions.request(session, { path, body, signal: combined });
  };

  const { body: info } = await wire({ path: '/api/info', signal: connecting });
  await currentSession(connecting);
  const server: ATPServer = {
    sandboxBridge,
    isRecorded: options.journal !== undefined,
    maxTimeoutMs: readMaxTimeout(info, config),
    execute,
    search: (query, signal) => request('/api/search', { query }, signal),
    explore: (path, signal) => request('/api/explore', { path }, signal),
    definitions: (signal) => request('/api/definitions', undefined, signal),
  };
  const functions = expose && (await readServerFunctions(server, expose, metadata, connecting));
  const remote = [...createRemoteTools(server, metadata), ...(functions?.tools ?? [])];
  const refused = await addRemoteTools(bridge, remote, 'connectATP()', functions?.refused);

  return {
    bridge,
    execute: (code, runOptions) => execute(code, runOptions),
    refused,
    resume: async (pause, { maxRounds = roundLimit, signal, ...rest } = {}) => {
      backend.checkSession(pause);
      // With a journal, its record decides who continues a run.
      const giveBack = options.journal ? undefined : backend.claim(pause);
      const run = sandboxBridge.resume(backend, pause, { ...rest, maxRounds, signal: untilClosed(signal) });
      return run.catch((error: unknown) => {
        if (codeOf(error) === 'approval_pending') giveBack?.();
        throw error;
      });
    },
    provideTools: (added) => addToBoth(sandboxBridge, bridge, added),
    withdrawTools: (names) => removeFromBoth(sandboxBridge, bridge, names),
    get session() {
      return sessions.newest() as ATPSession;
    },
    close: () =>
      closing.abort(
        new ToolferryError('closed', 'The connection to the ATP server was closed. Connect again with connectATP().'),
      ),
  };
}
