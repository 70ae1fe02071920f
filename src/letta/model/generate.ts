import { oneAtATime } from '../../async/one-at-a-time.js';
import { race } from '../../async/race.js';
import { waitsForItself } from '../letta-error.js';
import type { Conversation } from '../rest/conversation.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { openTurnLog } from '../turn-log.js';
import type { Exchange } from './exchange.js';
import { checkOffered, type KnownAgent } from './known-agent.js';
import type { CallOptions, Finish, ResponseMetadata, StreamPart } from './language-model-v2.js';
import { openPartWriter } from './part-writer.js';
import { toCallPart } from './pause-reference.js';
import { callIdsIn, readPrompt } from './read-prompt.js';
import { isServerToolReported, type ReportedServerTools } from './reported-server-tools.js';
import { runTurn } from './run-turn.js';
import { toCallTools } from './to-call-tools.js';
import { toFinish } from './to-finish.js';

/** The context that all calls of one model share. */
export interface ModelContext {
  readonly conversation: Conversation;
  readonly request: LettaRequestFields;
  readonly serverTools: ReportedServerTools;
  knownAgent(): Promise<KnownAgent>;
}

/** The end of a call of the model; its content was emitted before. */
export interface GenerationEnd {
  readonly response: ResponseMetadata;
  readonly finish: Finish;
}

/**
 * Runs one call of the model: sends the new part of the prompt and emits the agent's output, until its turn has ended or waits
 * for tools of the AI SDK. Rejects as a turn does. An abort leaves no pending calls on the server.
 */
export async function generate(
  context: ModelContext,
  options: CallOptions,
  signal: AbortSignal,
  emit: (part: StreamPart) => void,
): Promise<GenerationEnd> {
  const { conversation } = context;
  const clientTools = toCallTools(options);
  const offered = new Set(clientTools.map(({ name }) => name));
  const input = readPrompt(options.prompt, conversation);
  const usedIds = callIdsIn(options.prompt);
  const isReported = (name: string): boolean => isServerToolReported(name, options, context.serverTools);
  const writer = openPartWriter(emit, { isReported, usedIds });

  const known = await race({ signal }, context.knownAgent);
  if (!('value' in known)) throw signal.reason;
  checkOffered(offered, known.value);
  const exchange: Exchange = {
    conversation,
    log: openTurnLog(writer.write),
    signal,
    fields: { ...context.request, ...(clientTools.length > 0 && { client_tools: clientTools }) },
    maxCharacters: known.value.maxCharacters,
    onDenied: ({ toolCallId, reason = '' }) =>
      writer.write({ type: 'server-tool-returned', toolCallId, failed: true, text: `denied: ${reason}` }),
  };

  const round = await oneAtATime(
    conversation.key,
    signal,
    () => runTurn(exchange, input, offered, writer),
    waitsForItself,
  ).finally(writer.end);
  const { runId = '', calls } = round;
  const gated = calls.filter(({ name }) => !offered.has(name));
  const pause = {
    runId,
    waiting: calls.map(({ id, name }) => ({ id, name })),
    onServer: [...writer.expected, ...gated],
  };
  for (const call of calls) if (offered.has(call.name)) emit(toCallPart(call, pause, conversation, usedIds));
  return {
    response: { modelId: conversation.agentId, ...(runId && { id: runId }) },
    finish: toFinish(round, exchange.log.usage),
  };
}
