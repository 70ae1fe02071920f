import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import { oneAtATime } from '../../async/one-at-a-time.js';
import { bridgeOptions } from '../../bridge/create-bridge.js';
import { type MemberNames, refuseUnknown } from '../../refuse-unknown.js';
import { addRemoteTools } from '../../remote/add-remote-tools.js';
import { addToBoth } from '../../remote/add-to-both.js';
import { createBoth } from '../../remote/create-both.js';
import type { Bridge, BridgeOptions, ClientTool, RefusedTool } from '../../types.js';
import { askAgentTool } from '../ask-agent.js';
import { waitsForItself } from '../letta-error.js';
import { streamTurn } from '../stream-turn.js';
import type { LettaEvent, LettaInput, LettaTurn } from '../turn.js';
import { connectionClosed } from './app-server-error.js';
import { checkSocketOptions, type SocketClass } from './open-socket.js';
import { createRuntime, type RuntimeChoice } from './runtime.js';
import { sendMessage } from './send-message.js';
import { redactFor } from './server-secrets.js';

export interface ConnectLettaAppServerOptions extends BridgeOptions {
  /** Where the App Server listens: `ws://127.0.0.1:4500`. */
  readonly url: string;
  /** Creates an agent with these parameters of Letta's API: `{ name, model, system, … }`. Either this or `agentId`. */
  readonly agent?: AgentCreateParams | undefined;
  readonly agentId?: string | undefined;
  /** An existing conversation with `agentId`; `default` is the agent's own. Default: a new one. */
  readonly conversationId?: string | undefined;
  /** Default: the platform's. If the server requires a token, pass a class that sends it in a header. */
  readonly WebSocket?: SocketClass | undefined;
}

const optionNames: MemberNames<ConnectLettaAppServerOptions> = {
  url: 0,
  agent: 0,
  agentId: 0,
  conversationId: 0,
  WebSocket: 0,
  ...bridgeOptions,
};

/** Options of one turn. */
export interface LettaAppServerSendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with each event; what it throws is ignored. */
  onEvent?(event: LettaEvent): void;
}

export interface LettaAppServerConnection {
  /** For agents in this process: the client tools and `ask_<agent>`. */
  readonly bridge: Bridge;
  readonly agentId: string;
  readonly conversationId: string;
  /** Sends a message and runs the agent's client tool calls, to the end of its turn. */
  send(input: LettaInput, options?: LettaAppServerSendOptions): Promise<LettaTurn>;
  /** Runs a turn like `send` and yields its events. Leaving the loop early aborts the turn. */
  stream(input: LettaInput, options?: Pick<LettaAppServerSendOptions, 'signal'>): AsyncIterable<LettaEvent>;
  /**
   * Adds client tools, for agents in this process and for the server. All or nothing. A running turn keeps the tools that it
   * started with. Resolves when the server has registered them. If the connection is lost it resolves at once, and the next
   * connection registers them.
   */
  provideTools(tools: readonly ClientTool[]): Promise<void>;
  /** Tools that agents in this process cannot use, and why. */
  readonly refused: readonly RefusedTool[];
  /**
   * Ends the running turn, here at once and on the server, and closes the connection, after two seconds at the latest. Until
   * then the connection keeps a Node process alive.
   */
  close(): void;
}

/**
 * Connects to a Letta App Server (`letta server --listen`) over a WebSocket. The agent sees the client tools in addition to its
 * server tools. When it calls a client tool, the call is checked, approved and run here. Pass the result to
 * `createToolsFromClient()` of LangChain or the AI SDK.
 *
 * One turn runs at a time per conversation in this process; a second one waits. An abort ends a turn here at once, and the
 * server cancels it. The next turn reopens a lost connection, registers the tools again, and cancels the turn that was lost.
 *
 * Rejects with a ToolferryError: `invalid_tool`, `unreachable`, `not_found`, `bad_request`, `timeout` (the server did not
 * respond), or with a TypeError if the platform has no WebSocket. A turn also rejects with `run_failed`, `model_error`,
 * `conversation_busy`, `connection_lost` (the turn may continue on the server; running handlers were aborted), `closed`, or the signal's reason.
 *
 * @param options.tools The client tools. The server waits 300 s for a result, so a call ends here after 295 s at most.
 * @param options.approve Decides calls of client tools for which the policy returns `ask`, and of server tools for which the
 *   server requests approval; without it those are denied.
 * @param options.timeoutMs The time limit of a client tool's handler in milliseconds.
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
  refuseUnknown('an option of connectLettaAppServer()', options, optionNames);
  const { url } = options;
  const create = checkSocketOptions(url, options.WebSocket);
  const choice = readChoice(options);
  const redact = redactFor(options);
  const { served, bridge } = createBoth(options);
  const closing = new AbortController();
  const runtime = createRuntime({ bridge: served, choice, create, closing: closing.signal, redact });
  const { ids, agent } = await runtime.ready(closing.signal);
  const turns = `letta app-server ${url} ${ids.agent_id} ${ids.conversation_id}`;

  const send: LettaAppServerConnection['send'] = (input, { signal: userSignal, onEvent } = {}) => {
    const signal = userSignal ? AbortSignal.any([userSignal, closing.signal]) : closing.signal;
    const work = async () => redact(await sendMessage(await runtime.ready(signal), input, { signal, onEvent }));
    return oneAtATime(turns, signal, work, waitsForItself);
  };

  const askAgent = askAgentTool({
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
      await runtime.registerTools();
    },
    refused: await addRemoteTools(bridge, [askAgent], 'connectLettaAppServer()'),
    close: () => closing.abort(connectionClosed()),
  };
}

function readChoice({ agent, agentId, conversationId }: ConnectLettaAppServerOptions): RuntimeChoice {
  if (agent !== undefined && agentId === undefined && conversationId === undefined) return { agent };
  if (agent === undefined && agentId !== undefined) return { agentId, conversationId };
  throw new TypeError('Pass either `agent` (to create one) or `agentId`, the latter with or without `conversationId`.');
}
