import type { Answer, ApprovalAnswer } from '../../types.js';
import { codeOf } from '../letta-error.js';
import { toApprovalMessage } from '../rest/approval-message.js';
import type { Conversation, TurnBody } from '../rest/conversation.js';
import { deliver } from '../rest/deliver.js';
import type { Step } from '../rest/read-step.js';
import { request } from '../rest/request.js';
import type { TurnLog } from '../turn-log.js';
import type { WaitingCall } from './ticket.js';

/** What all requests of one call of the model share. */
export interface Exchange {
  readonly conversation: Conversation;
  readonly log: TurnLog;
  readonly signal: AbortSignal;
  /** What every request says beside its messages. */
  readonly fields: Omit<TurnBody, 'messages'>;
  readonly maxCharacters: number;
  /** Told of each denial, whose result a token stream does not repeat (0.16.8). */
  onDenied(denial: ApprovalAnswer): void;
}

type Messages = Readonly<NonNullable<TurnBody['messages']>>;
type AnswerFor = (call: WaitingCall) => Answer;

/** How often the calls that the server really waits for are read again after it said that the answers were others. */
const maxCorrections = 2;

/** Sends messages that start a turn. Calls that an earlier one left waiting are answered before them, in the same request. */
export async function sendMessages(exchange: Exchange, answerFor: AnswerFor, messages: Messages): Promise<Step> {
  try {
    return await post(exchange, messages);
  } catch (error) {
    if (codeOf(error) !== 'pending_approval') throw error;
    const left = await exchange.conversation.waiting();
    if (left === undefined) throw error;
    return answer(exchange, left.calls, answerFor, messages);
  }
}

/** Answers all calls of a pause, and says what follows them in the same request. */
export async function answer(
  exchange: Exchange,
  waiting: readonly WaitingCall[],
  answerFor: AnswerFor,
  messages: Messages = [],
  corrections = 0,
): Promise<Step> {
  const { conversation, log, signal, maxCharacters } = exchange;
  const answers = waiting.map(answerFor);
  for (const answer of answers) if ('approved' in answer) exchange.onDenied(answer);
  const approval = toApprovalMessage(answers, maxCharacters);
  let isFirst = true;
  const send = async (otid: string): Promise<Step> => {
    try {
      return await post(exchange, [{ ...approval, otid }, ...messages]);
    } catch (error) {
      // They were answered before this, without what follows them here.
      if (isFirst && messages.length > 0 && codeOf(error) === 'not_awaiting') return await post(exchange, messages);
      throw error;
    } finally {
      isFirst = false;
    }
  };
  try {
    return await deliver({ conversation, log, signal, callIds: waiting.map(({ id }) => id), send });
  } catch (error) {
    if (codeOf(error) !== 'tool_call_mismatch' || corrections >= maxCorrections) throw error;
    const left = await conversation.waiting();
    if (left === undefined) throw error;
    return answer(exchange, left.calls, answerFor, messages, corrections + 1);
  }
}

function post({ conversation, fields, log, signal }: Exchange, messages: Messages): Promise<Step> {
  return request(conversation, { stream_tokens: true, ...fields, messages: [...messages] }, log, signal);
}
