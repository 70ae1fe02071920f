import { ToolferryError } from '../../errors.js';
import { failure } from '../../result/failure.js';
import type { Answer } from '../../types.js';
import type { RequestedCall } from '../requested-calls.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import { awaitedCalls, type Round } from '../rest/read-round.js';
import { answerCalls, type Exchange, startTurn } from './exchange.js';
import type { PartWriter } from './part-writer.js';
import type { WaitingCall } from './pause-reference.js';
import type { PromptInput } from './read-prompt.js';

/** After the denial of a gated server tool the model continues, and may call it again. */
const maxDenials = 5;

/**
 * Sends requests until the turn has ended or waits for an offered tool. The calls of the returned round are those that it waits
 * for.
 */
export async function runTurn(
  exchange: Exchange,
  input: PromptInput,
  offered: ReadonlySet<string>,
  writer: PartWriter,
): Promise<Round> {
  const { conversation, signal } = exchange;
  let round = await sendInput(exchange, input, offered, writer);
  for (let denials = 0; ; denials++) {
    const calls = await awaitedCalls(conversation, round);
    const isOver = calls.length === 0;
    const hasOfferedCall = calls.some(({ name }) => offered.has(name));
    const reason = signal.aborted ? signal.reason : denials === maxDenials && !hasOfferedCall && tooManyDenials(calls);
    if (!isOver && reason) {
      await clearPendingCalls(conversation, round.runId).catch(() => {});
      throw reason;
    }
    if (isOver || hasOfferedCall) return { ...round, calls };
    writer.expectResults(calls);
    round = await answerCalls(exchange, calls, (call) => answerWithoutResult(call, offered));
  }
}

async function sendInput(
  exchange: Exchange,
  { pause, answers, messages }: PromptInput,
  offered: ReadonlySet<string>,
  writer: PartWriter,
): Promise<Round> {
  const answerFor = (call: WaitingCall): Answer => answers.get(call.id) ?? answerWithoutResult(call, offered);
  if (pause) {
    writer.expectResults(pause.onServer);
    return answerCalls(exchange, pause.waiting, answerFor, messages);
  }
  if (answers.size > 0) {
    // Results of calls that lost their metadata, or belong to another model.
    const waiting = (await exchange.conversation.waiting())?.calls ?? [];
    if (waiting.some(({ id }) => answers.has(id))) return answerCalls(exchange, waiting, answerFor, messages);
  }
  if (messages.length > 0) return startTurn(exchange, answerFor, messages);
  throw new ToolferryError(
    'invalid_input',
    'The prompt contains nothing new for the agent, which remembers the conversation. End it with a user message, or with results of calls that the agent waits for.',
  );
}

function answerWithoutResult({ id, name }: WaitingCall, offered: ReadonlySet<string>): Answer {
  if (offered.has(name))
    return failure({ id, name, input: {} }, 'aborted', 'There is no result: the client continued without this call.');
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
    `The turn was ended: the agent called ${names} ${maxDenials + 1} times, which cannot be approved through the AI SDK. Use connectLetta() with \`approve\`, or let these tools run without approval.`,
  );
}
