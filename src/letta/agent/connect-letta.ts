import { oneAtATime } from '../../async/one-at-a-time.js';
import { createBridge } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import { addRemoteTools } from '../../remote/add-remote-tools.js';
import { addToBoth } from '../../remote/add-to-both.js';
import { toolName } from '../../tool/tool-name.js';
import type { RunEvent } from '../../types.js';
import { askAgentTool } from '../ask-agent.js';
import { isParallelAgent } from '../rest/awaited-calls.js';
import { openConversation } from '../rest/conversation.js';
import { readAgent } from '../rest/read-agent.js';
import { toRequestFields } from '../rest/request-fields.js';
import { streamTurn } from '../stream-turn.js';
import type { LettaEvent } from '../turn.js';
import { createBackend } from './backend.js';
import { checkNames } from './check-names.js';
import type { ConnectLettaOptions, LettaConnection, LettaSendOptions } from './letta-connection.js';
import { checkAwaited } from './pause.js';
import { recover } from './recover.js';
import { toRemoteTool } from './remote-tool.js';

const defaultMaxRounds = 50;

/**
 * Connects to a Letta agent. The agent sees the local tools beside its own; when it asks for one, the call is checked, approved
 * and run here, and its turn goes on. What is returned goes into `createToolsFromClient()` of LangChain and the AI SDK.
 *
 * One turn runs at a time per agent and conversation in this process; a second one waits. Nothing is sent twice on its own
 * but results, where a connection broke off or the model failed for a moment; handlers never run again.
 *
 * Rejects with a ToolferryError: `invalid_tool`, `unsupported_agent` (a type of agent that ignores client tools),
 * `unreachable`, `unauthorized`, `not_found`. A turn also: `pending_approval` (an earlier turn waits: call `recover()`),
 * `conversation_busy`, `model_error`, `run_failed`, `stream_incomplete`, `max_rounds`; or with the signal's reason.
 *
 * @param options.tools The local tools.
 * @param options.approve Asked before a local tool runs that the policy says `ask` for, and for the server's gated tools.
 * @param options.timeoutMs Milliseconds a local handler may take, default 300,000.
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
  const { client, agentId, conversationId, tools, approve, policy, timeoutMs, limits, metadata } = options;
  if (!agentId) throw new TypeError('connectLetta() needs the agentId of a Letta agent, "agent-…".');
  const rules = { approve, policy, timeoutMs, limits };
  const standIn = new Set(options.standIn);
  const fields = toRequestFields(options.request ?? {});
  const served = createBridge({ ...rules, tools });

  const { agent, serverTools, maxCharacters } = await readAgent(client, agentId, fields.override_model);
  checkNames(offeredTools(served).map(toolName), standIn, serverTools, agent);

  const conversation = openConversation(client, agentId, conversationId);
  const isParallel = isParallelAgent(agent, fields.override_model);
  const backend = createBackend({ conversation, standIn, maxCharacters, isParallel });
  const inTurn = <Value>(signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value> =>
    oneAtATime(conversation.key, signal, work);

  const send: LettaConnection['send'] = (input, options = {}) => {
    const content = typeof input === 'string' ? input : [...input];
    const request = { message: { role: 'user' as const, content }, fields };
    return inTurn(options.signal, () => served.run(backend, request, runOptions(options)));
  };

  const bridge = createBridge({ ...rules, tools: served.tools });
  const remote = serverTools
    .filter(({ name = '' }) => !standIn.has(name ?? ''))
    .map((tool) => toRemoteTool(client, agent, tool, metadata));
  const asking = askAgentTool({ agentName: agent.name, description: agent.description ?? undefined, metadata, send });

  return {
    bridge,
    send,
    stream: (input, options = {}) =>
      streamTurn((onEvent, signal) => send(input, { ...options, onEvent, signal }), options.signal),
    resume: (pause, options = {}) =>
      inTurn(options.signal, async () => {
        await checkAwaited(conversation, pause);
        return served.resume(backend, pause, runOptions(options));
      }),
    recover: ({ orphans = 'deny', ...options } = {}) =>
      inTurn(options.signal, () => recover({ conversation, backend, served, fields }, orphans, runOptions(options))),
    provideTools: (added) => {
      checkNames(added.map(toolName), new Set(), serverTools, agent);
      addToBoth(served, bridge, added);
    },
    refused: await addRemoteTools(bridge, [...remote, asking]),
  };
}

function runOptions({ signal, maxRounds = defaultMaxRounds, onEvent }: LettaSendOptions) {
  return {
    signal,
    maxRounds,
    onEvent: (event: RunEvent) => onEvent?.(event.type === 'backend' ? (event.event as LettaEvent) : event),
  };
}
