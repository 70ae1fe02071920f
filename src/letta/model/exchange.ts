import { codeOf } from '../../errors.js';
import type { Answer, ApprovalAnswer } from '../../types.js';
import { toApprovalMessage } from '../rest/approval-message.js';
import type { Conversation, TurnBody } from '../rest/conversation.js';
import { deliver } from '../rest/deliver.js';
import type { Round } from '../rest/read-round.js';
import { sendRequest } from '../rest/send-request.js';
import { waitingAfterMismatch } from '../rest/waiting-after-mismatch.js';
import type { TurnLog } from '../turn-log.js';
import type { WaitingCall } from './pause-reference.js';

/** The context that all requests of one call of the model share. */
export interface Exchange {
  readonly conversation: Conversation;
  readonly log: TurnLog;
  readonly signal: AbortSignal;
  /** The fields of every request in addition to its messages. */
  readonly fields: Omit<TurnBody, 'messages'>;
  readonly maxCharacters: number;
  /** Called with each denial, whose result a token stream does not repeat (0.16.8). */
  onDenied(denial: ApprovalAnswer): void;
}

type Messages = Readonly<NonNullable<TurnBody['messages']>>;
type AnswerFor = (call: WaitingCall) => Answer;

/** Sends messages that start a turn. Calls that an earlier turn left pending are answered before them, in the same request. */
export async function startTurn(exchange: Exchange, answerFor: AnswerFor, messages: Messages): Promise<Round> {
  try {
    return await send(exchange, messages);
  } catch (error) {
    if (codeOf(error) !== 'pending_approval') throw error;
    const pending = await exchange.conversation.waiting();
    if (pending === undefined) throw error;
    return answerCalls(exchange, pending.calls, answerFor, messages);
  }
}

/** Answers all calls of a pause, and sends the messages that follow them in the same request. */
export async function answerCalls(
  exchange: Exchange,
  waiting: readonly WaitingCall[],
  answerFor: AnswerFor,
  messages: Messages = [],
  corrections = 0,
): Promise<Round> {
  const { conversation, log, signal, maxCharacters } = exchange;
  const answers = waiting.map(answerFor);
  for (const answer of answers) if ('approved' in answer) exchange.onDenied(answer);
  const approval = toApprovalMessage(answers, maxCharacters);
  let isFirst = true;
  const sendOnce = async (otid: string): Promise<Round> => {
    try {
      return await send(exchange, [{ ...approval, otid }, ...messages]);
    } catch (error) {
      // The calls were answered earlier, without these messages.
      if (isFirst && messages.length > 0 && codeOf(error) === 'not_awaiting') return await send(exchange, messages);
      throw error;
    } finally {
      isFirst = false;
    }
  };
  try {
    return await deliver({ conversation, log, signal, callIds: waiting.map(({ id }) => id), send: sendOnce });
  } catch (error) {
    const { calls } = await waitingAfterMismatch(conversation, error, corrections);
    return answerCalls(exchange, calls, answerFor, messages, corrections + 1);
  }
}

function send({ conversation, fields, log, signal }: Exchange, messages: Messages): Promise<Round> {
  return sendRequest(conversation, { stream_tokens: true, ...fields, messages: [...messages] }, log, signal);
}
