import { oneAtATime } from '../../async/one-at-a-time.js';
import { race } from '../../async/race.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { openTurnLog } from '../turn-log.js';
import { toClientTools } from './client-tools.js';
import type { Exchange } from './exchange.js';
import { checkOffered, type KnownAgent } from './known-agent.js';
import type { CallOptions, Finish, ResponseMetadata, StreamPart } from './language-model-v2.js';
import { partWriter } from './part-writer.js';
import { callIdsIn, readPrompt } from './read-prompt.js';
import { runTurn } from './run-turn.js';
import { isServerToolTold, type ServerTools } from './server-tool-parts.js';
import { toCallPart } from './ticket.js';
import { toFinish } from './to-finish.js';

/** What stays the same over the calls of one model. */
export interface Setup {
  readonly conversation: Conversation;
  readonly request: LettaRequestFields;
  readonly serverTools: ServerTools;
  agent(): Promise<KnownAgent>;
}

/** How a call of the model ended; its content was written before. */
export interface End {
  readonly response: ResponseMetadata;
  readonly finish: Finish;
}

/**
 * One call of the model: sends what is new in the prompt and writes what the agent says, to the end of its turn or to calls
 * that are to be run here. Rejects as a turn does; an abort leaves nothing waiting at the server.
 */
export async function generate(
  setup: Setup,
  options: CallOptions,
  signal: AbortSignal,
  emit: (part: StreamPart) => void,
): Promise<End> {
  const { conversation } = setup;
  const clientTools = toClientTools(options);
  const offered = new Set(clientTools.map(({ name }) => name));
  const news = readPrompt(options.prompt, conversation);
  const usedIds = callIdsIn(options.prompt);
  const isTold = (name: string): boolean => isServerToolTold(name, options, setup.serverTools);
  const writer = partWriter(emit, { isTold, usedIds });

  const known = await race({ signal }, setup.agent);
  if (!('value' in known)) throw signal.reason;
  checkOffered(offered, known.value);
  const exchange: Exchange = {
    conversation,
    log: openTurnLog(writer.tell),
    signal,
    fields: { ...setup.request, ...(clientTools.length > 0 && { client_tools: clientTools }) },
    maxCharacters: known.value.maxCharacters,
    onDenied: ({ toolCallId, reason = '' }) =>
      writer.tell({ type: 'server-tool-returned', toolCallId, failed: true, text: `denied: ${reason}` }),
  };

  const step = await oneAtATime(conversation.key, signal, () => runTurn(exchange, news, offered, writer)).finally(
    writer.end,
  );
  const { runId = '', calls } = step;
  const gated = calls.filter(({ name }) => !offered.has(name));
  const ticket = {
    runId,
    waiting: calls.map(({ id, name }) => ({ id, name })),
    onServer: [...writer.expected, ...gated],
  };
  for (const call of calls) if (offered.has(call.name)) emit(toCallPart(call, ticket, conversation, usedIds));
  return {
    response: { modelId: conversation.agentId, ...(runId && { id: runId }) },
    finish: toFinish(step, exchange.log.usage),
  };
}
