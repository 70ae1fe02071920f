import { ToolferryError } from '../../errors.js';
import { failure } from '../../result/failure.js';
import type { Answer } from '../../types.js';
import type { RequestedCall } from '../requested-calls.js';
import { awaitedCalls } from '../rest/awaited-calls.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import type { Step } from '../rest/read-step.js';
import { answer, type Exchange, sendMessages } from './exchange.js';
import type { PartWriter } from './part-writer.js';
import type { PromptInput } from './read-prompt.js';
import type { WaitingCall } from './ticket.js';

/** A denial of the server's gated tools starts a model turn, which may ask for them again. */
const maxDenials = 5;

/** The requests until the turn is over, or waits for a tool that is offered here; the calls of the last one are those it waits for. */
export async function runTurn(
  exchange: Exchange,
  news: PromptInput,
  offered: ReadonlySet<string>,
  writer: PartWriter,
): Promise<Step> {
  const { conversation, signal } = exchange;
  let step = await sendNews(exchange, news, offered, writer);
  for (let denials = 0; ; denials++) {
    const calls = await awaitedCalls(conversation, step);
    const isOver = calls.length === 0;
    const isForHere = calls.some(({ name }) => offered.has(name));
    const reason = signal.aborted ? signal.reason : denials === maxDenials && !isForHere && tooManyDenials(calls);
    if (!isOver && reason) {
      await clearPendingCalls(conversation, step.runId).catch(() => {});
      throw reason;
    }
    if (isOver || isForHere) return { ...step, calls };
    writer.expect(calls);
    step = await answer(exchange, calls, (call) => withoutResult(call, offered));
  }
}

async function sendNews(
  exchange: Exchange,
  news: PromptInput,
  offered: ReadonlySet<string>,
  writer: PartWriter,
): Promise<Step> {
  const { ticket, answers, messages } = news;
  const answerFor = (call: WaitingCall): Answer => answers.get(call.id) ?? withoutResult(call, offered);
  if (ticket) {
    writer.expect(ticket.onServer);
    return answer(exchange, ticket.waiting, answerFor, messages);
  }
  if (answers.size > 0) {
    // Results whose calls lost their ticket, or are of another model.
    const waiting = (await exchange.conversation.waiting())?.calls ?? [];
    if (waiting.some(({ id }) => answers.has(id))) return answer(exchange, waiting, answerFor, messages);
  }
  if (messages.length > 0) return sendMessages(exchange, answerFor, messages);
  throw new ToolferryError(
    'invalid_input',
    'There is nothing new for the agent, which remembers the conversation: the prompt must end with a message of the user, or with results of calls that the agent waits for.',
  );
}

function withoutResult({ id, name }: WaitingCall, offered: ReadonlySet<string>): Answer {
  if (offered.has(name))
    return failure({ id, name, input: {} }, 'aborted', 'There is no result: the client went on without this call.');
  return {
    toolCallId: id,
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
