import { oneAtATime, outsideScopes } from '../../async/one-at-a-time.js';
import { bridgeOptions } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import type { MemberNames } from '../../refuse-unknown.js';
import { addRemoteTools } from '../../remote/add-remote-tools.js';
import { addToBoth } from '../../remote/add-to-both.js';
import { createBoth } from '../../remote/create-both.js';
import type { Redact } from '../../remote/redact.js';
import { toolName } from '../../tool/tool-name.js';
import { toIterable } from '../../tool/tools.js';
import type { RunEvent } from '../../types.js';
import { askAgentTool } from '../ask-agent.js';
import { waitsForItself } from '../letta-error.js';
import { checkOptions } from '../rest/check-options.js';
import { openConversation } from '../rest/conversation.js';
import { isParallelAgent, readAgent } from '../rest/read-agent.js';
import { toRequestFields } from '../rest/request-fields.js';
import { backendWithoutSecrets, redactFor, withoutSecrets } from '../rest/without-secrets.js';
import { streamTurn } from '../stream-turn.js';
import type { LettaEvent } from '../turn.js';
import { createBackend } from './backend.js';
import { checkNames } from './check-names.js';
import { checkStillPending } from './check-still-pending.js';
import type { ConnectLettaOptions, LettaConnection, LettaSendOptions } from './letta-connection.js';
import { recover } from './recover.js';
import { toRemoteTool } from './remote-tool.js';

const defaultMaxRounds = 50;

const optionNames: MemberNames<ConnectLettaOptions> = {
  client: 0,
  agentId: 0,
  conversationId: 0,
  ...bridgeOptions,
  standIn: 0,
  request: 0,
  metadata: 0,
};

/**
 * Connects to a Letta agent. The agent sees the client tools in addition to its server tools. When it calls a client tool, the
 * call is checked, approved and run here, and its turn continues. Pass the result to `createToolsFromClient()` of LangChain or
 * the AI SDK.
 *
 * One turn runs at a time per agent and conversation in this process; a second one waits. Only results are sent again, after a
 * connection failure or a transient failure of the model; handlers never run again. If that fails too, the error has them in
 * `data.pause`, for `resume()`.
 *
 * Rejects with a ToolferryError: `invalid_tool`, `unsupported_agent` (a type of agent that ignores client tools),
 * `unreachable`, `unauthorized`, `not_found`. A turn also rejects with `pending_approval` (an earlier turn waits: call
 * `recover()`), `conversation_busy`, `model_error`, `run_failed`, `stream_incomplete`, `max_rounds`, or the signal's reason.
 *
 * @param options.tools The client tools.
 * @param options.approve Decides calls of client tools for which the policy returns `ask`, and of the server's gated tools.
 * @param options.timeoutMs The time limit of a client tool's handler in milliseconds, default 300,000.
 * @example
 * ```ts
 * import { Letta } from '@letta-ai/letta-client';
 * import { defineTool } from 'toolferry';
 * import { connectLetta } from 'toolferry/letta';
 *
 * const now = defineTool({ name: 'now', description: 'The time here', inputSchema: { type: 'object' }, handler: () => new Date() });
 *
 * export async function main(agentId: string): Promise<string> {
 *   const letta = await connectLetta({ client: new Letta({ baseURL: 'http://localhost:8283' }), agentId, tools: [now] });
 *   const { text } = await letta.send('What time is it here?');
 *   return text;
 * }
 * ```
 */
export async function connectLetta(options: ConnectLettaOptions): Promise<LettaConnection> {
  checkOptions('connectLetta', options, optionNames);
  const { client, agentId, conversationId, metadata, journal } = options;
  const standIn = new Set(options.standIn);
  const fields = toRequestFields(options.request ?? {});
  const { served, bridge } = createBoth(options);

  const { agent, serverTools, maxCharacters } = await readAgent(client, agentId, fields.override_model);
  checkNames(offeredTools(served).map(toolName), standIn, serverTools, agent);

  const redact = redactFor(client);
  const conversation = withoutSecrets(openConversation(client, agentId, conversationId), redact);
  const isParallel = isParallelAgent(agent, fields.override_model);
  const backend = backendWithoutSecrets(createBackend({ conversation, standIn, maxCharacters, isParallel }), redact);
  const inTurn = <Value>(signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value> =>
    oneAtATime(conversation.key, signal, work, waitsForItself);

  const send: LettaConnection['send'] = (input, options = {}) => {
    const content = typeof input === 'string' ? input : [...input];
    const request = { message: { role: 'user' as const, content }, fields };
    return inTurn(options.signal, () => served.run(backend, request, runOptions(options, redact)));
  };

  const agentTools = serverTools
    .filter(({ name = '' }) => !standIn.has(name ?? ''))
    .map((tool) => toRemoteTool(client, agent, tool, metadata));
  const askAgent = askAgentTool({
    agentName: agent.name,
    description: agent.description ?? undefined,
    metadata,
    isRecorded: journal !== undefined,
    send,
  });

  return {
    bridge,
    send,
    stream: (input, options = {}) =>
      streamTurn((onEvent, signal) => send(input, { ...options, onEvent, signal }), options.signal),
    resume: (pause, options = {}) =>
      inTurn(options.signal, async () => {
        await checkStillPending(conversation, pause, journal);
        return served.resume(backend, pause, runOptions(options, redact));
      }),
    recover: ({ orphans = 'deny', ...options } = {}) =>
      inTurn(options.signal, () =>
        recover({ conversation, backend, served, fields, journal }, orphans, runOptions(options, redact)),
      ),
    provideTools: (added) => {
      checkNames([...toIterable(added)].map(toolName), new Set(), serverTools, agent);
      addToBoth(served, bridge, added);
    },
    refused: await addRemoteTools(bridge, [...agentTools, askAgent], 'connectLetta()'),
  };
}

function runOptions({ maxRounds = defaultMaxRounds, onEvent, ...options }: LettaSendOptions, redact: Redact) {
  return {
    ...options,
    maxRounds,
    onEvent: (event: RunEvent) =>
      outsideScopes(() => onEvent?.(redact(event.type === 'backend' ? (event.event as LettaEvent) : event))),
  };
}
