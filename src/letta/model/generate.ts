import { oneAtATime } from '../../bridge/one-at-a-time.js';
import { within } from '../../bridge/within.js';
import { ToolferryError } from '../../errors.js';
import { failure } from '../../result/tool-result.js';
import type { Answer } from '../../types.js';
import { awaitedCalls } from '../awaited-calls.js';
import type { Conversation } from '../conversation.js';
import { leaveNothingPending } from '../leave-nothing-pending.js';
import type { LettaRequestFields } from '../pause.js';
import type { Step } from '../read-step.js';
import type { RequestedCall } from '../requested-calls.js';
import { openTurnLog } from '../turn-log.js';
import { addUsage } from '../usage.js';
import { toClientTools } from './client-tools.js';
import { answer, type ExchangeOptions, say } from './exchange.js';
import { checkOffered, type KnownAgent } from './known-agent.js';
import type { CallOptions, Finish, ResponseMetadata, StreamPart } from './language-model-v2.js';
import { type PartWriter, partWriter } from './part-writer.js';
import { callIdsIn, type News, readPrompt } from './read-prompt.js';
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

/** A denial of the server's gated tools starts a model turn, which may ask for them again. */
const maxDenials = 5;

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

  const known = await within({ signal }, setup.agent);
  if (!('value' in known)) throw signal.reason;
  checkOffered(offered, known.value);
  const exchange: ExchangeOptions = {
    conversation,
    log: openTurnLog(writer.tell),
    signal,
    fields: { ...setup.request, ...(clientTools.length > 0 && { client_tools: clientTools }) },
    maxCharacters: known.value.maxCharacters,
    answerFor: (call) => news.answers.get(call.id) ?? unanswered(call, offered),
  };

  const step = await oneAtATime(conversation.key, signal, () => exchangeNews(exchange, news, offered, writer)).finally(
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
  return { response: { modelId: conversation.agentId, ...(runId && { id: runId }) }, finish: toFinish(step) };
}

/** The requests until the turn is over, or waits for a tool that is offered here; the calls of the last one are those it waits for. */
async function exchangeNews(
  exchange: ExchangeOptions,
  news: News,
  offered: ReadonlySet<string>,
  writer: PartWriter,
): Promise<Step> {
  const { conversation, signal } = exchange;
  let step = await sendNews(exchange, news, writer);
  for (let denials = 0; ; denials++) {
    const calls = await awaitedCalls(conversation, step);
    if (calls.length > 0 && signal.aborted) {
      await leaveNothingPending(conversation, step.runId);
      throw signal.reason;
    }
    if (calls.length === 0 || calls.some(({ name }) => offered.has(name))) return { ...step, calls };
    if (denials === maxDenials) {
      await leaveNothingPending(conversation, step.runId);
      throw tooManyDenials(calls);
    }
    writer.expect(calls);
    const next = await answer(exchange, calls);
    step = { ...next, usage: addUsage(step.usage, next.usage) };
  }
}

async function sendNews(exchange: ExchangeOptions, news: News, writer: PartWriter): Promise<Step> {
  const { ticket, answers, messages } = news;
  if (ticket) {
    writer.expect(ticket.onServer);
    return answer(exchange, ticket.waiting, [...messages]);
  }
  if (answers.size > 0) {
    // Results whose calls lost their ticket, or are of another model.
    const waiting = (await exchange.conversation.waiting())?.calls ?? [];
    if (waiting.some(({ id }) => answers.has(id))) return answer(exchange, waiting, [...messages]);
  }
  if (messages.length > 0) return say(exchange, [...messages]);
  throw new ToolferryError(
    'invalid_input',
    'There is nothing new for the agent, which remembers the conversation: the prompt must end with a message of the user, or with results of calls that the agent waits for.',
  );
}

function unanswered({ id, name }: Pick<RequestedCall, 'id' | 'name'>, offered: ReadonlySet<string>): Answer {
  if (offered.has(name))
    return failure({ id, name, input: {} }, 'aborted', 'There is no result: the client went on without this call.');
  return {
    callId: id,
    approved: false,
    reason: 'this client can neither run nor approve it; the user did not decide about it',
  };
}

function tooManyDenials(calls: readonly RequestedCall[]): ToolferryError {
  const names = calls.map(({ name }) => `"${name}"`).join(', ');
  return new ToolferryError(
    'max_rounds',
    `The turn was ended: the agent asked ${maxDenials + 1} times for ${names}, which cannot be approved through the AI SDK. Use connectLetta() with \`approve\`, or let these tools run without approval.`,
  );
}
