import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import { oneAtATime } from '../../async/one-at-a-time.js';
import { createBridge } from '../../bridge/create-bridge.js';
import { addRemoteTools } from '../../remote/add-remote-tools.js';
import { addToBoth } from '../../remote/add-to-both.js';
import type { Bridge, BridgeOptions, ClientTool, RefusedTool } from '../../types.js';
import { askAgentTool } from '../ask-agent.js';
import { streamTurn } from '../stream-turn.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import { connectionClosed } from './app-server-error.js';
import { checkSocketOptions, type SocketClass } from './open-socket.js';
import { runTurn } from './run-turn.js';
import { createRuntime, type RuntimeChoice } from './runtime.js';

export interface ConnectLettaAppServerOptions extends BridgeOptions {
  /** Where the App Server listens: `ws://127.0.0.1:4500`. */
  readonly url: string;
  /** A new agent, as Letta's API takes it: `{ name, model, system, … }`. Either this or `agentId`. */
  readonly agent?: AgentCreateParams | undefined;
  readonly agentId?: string | undefined;
  /** A conversation that there is, with `agentId`; `default` is the agent's own. Absent: a new one. */
  readonly conversationId?: string | undefined;
  /** Absent: the platform's. A server with tokens wants one in a header: pass a class that sends it. */
  readonly WebSocket?: SocketClass | undefined;
}

/** How one turn is run and watched. */
export interface LettaAppServerSendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what happens; what it throws is ignored. */
  onEvent?(event: LettaEvent): void;
}

export interface LettaAppServerConnection {
  /** For agents here: the local tools, and `ask_<agent>`. */
  readonly bridge: Bridge;
  readonly agentId: string;
  readonly conversationId: string;
  /** Sends a message and runs what the agent asks for, to the end of its turn. */
  send(input: LettaInput, options?: LettaAppServerSendOptions): Promise<LettaTurn>;
  /** The same as events. Leaving the loop early aborts the turn. */
  stream(input: LettaInput, options?: Pick<LettaAppServerSendOptions, 'signal'>): AsyncIterable<LettaEvent>;
  /**
   * Adds local tools, for agents here and for the server, all or nothing; also while a turn runs, which keeps the tools that
   * it started with. Resolves when the server knows them, or at once if the connection is lost: the next one brings them.
   */
  provideTools(tools: readonly ClientTool[]): Promise<void>;
  /** Tools that are not offered to agents here, and why. */
  readonly refused: readonly RefusedTool[];
  /** Ends the connection, and with it the turn that runs. Until then the connection keeps a Node process alive. */
  close(): void;
}

/**
 * Connects to a Letta App Server (`letta server --listen`) over a WebSocket. The agent sees the local tools beside its own;
 * when it asks for one, the call is checked, approved and run here. What is returned goes into `createToolsFromClient()` of
 * LangChain and the AI SDK.
 *
 * One turn runs at a time per conversation in this process; a second one waits. An abort ends a turn here at once, and at
 * the server as soon as it lets go. A connection that was lost is opened again by the next turn, with its tools.
 *
 * Rejects with a ToolferryError: `invalid_tool`, `unreachable`, `not_found`, `bad_request`, `timeout` (no answer), or with a
 * TypeError where there is no WebSocket. A turn also: `run_failed`, `model_error`, `connection_lost` (the turn may go on at
 * the server; handlers that ran were aborted), `closed`; or with the signal's reason.
 *
 * @param options.tools The local tools. The server waits 300 s for a result, so a call ends here after 295 s at most.
 * @param options.approve Asked before a local tool runs that the policy says `ask` for, and for the server's own tools where
 *   the server asks; without it those are denied.
 * @param options.timeoutMs Milliseconds a local handler may take.
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { connectLettaAppServer } from 'toolferry/letta';
 *
 * const now = defineTool({ name: 'now', description: 'The time here', inputSchema: { type: 'object' }, handler: () => new Date() });
 *
 * export async function main(agentId: string): Promise<string> {
 *   const letta = await connectLettaAppServer({ url: 'ws://127.0.0.1:4500', agentId, tools: [now] });
 *   const { text } = await letta.send('What time is it here?');
 *   letta.close();
 *   return text;
 * }
 * ```
 */
export async function connectLettaAppServer(options: ConnectLettaAppServerOptions): Promise<LettaAppServerConnection> {
  const { url, tools, approve, policy, timeoutMs, limits } = options;
  const create = checkSocketOptions(url, options.WebSocket);
  const choice = readChoice(options);
  const served = createBridge({ tools, approve, policy, timeoutMs, limits });
  const closing = new AbortController();
  const runtime = createRuntime({ bridge: served, choice, create, closing: closing.signal });
  const { ids, agent } = await runtime.ready(closing.signal);
  const turns = `letta app-server ${url} ${ids.agent_id} ${ids.conversation_id}`;

  const send: LettaAppServerConnection['send'] = (input, { signal: own, onEvent } = {}) => {
    const signal = own ? AbortSignal.any([own, closing.signal]) : closing.signal;
    return oneAtATime(turns, signal, async () => runTurn(await runtime.ready(signal), input, { signal, onEvent }));
  };

  const bridge = createBridge({ tools: served.tools, approve, policy, timeoutMs, limits });
  const asking = askAgentTool({
    agentName: agent.name ?? ids.agent_id,
    description: agent.description ?? undefined,
    metadata: undefined,
    send,
  });
  return {
    bridge,
    agentId: ids.agent_id,
    conversationId: ids.conversation_id,
    send,
    stream: (input, options = {}) => streamTurn((onEvent, signal) => send(input, { onEvent, signal }), options.signal),
    async provideTools(added) {
      addToBoth(served, bridge, added);
      await runtime.offer();
    },
    refused: await addRemoteTools(bridge, [asking]),
    close: () => closing.abort(connectionClosed()),
  };
}

function readChoice({ agent, agentId, conversationId }: ConnectLettaAppServerOptions): RuntimeChoice {
  if (agent !== undefined && agentId === undefined && conversationId === undefined) return { agent };
  if (agent === undefined && agentId !== undefined) return { agentId, conversationId };
  throw new TypeError('Pass either agent (a new one), or agentId, with or without conversationId.');
}
