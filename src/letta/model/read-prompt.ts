import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { Answer } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { serverCallId } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { PromptMessage } from './language-model-v2.js';
import { isOfAnother, readTicket, type Ticket } from './ticket.js';
import { toAnswer } from './to-answer.js';
import { toUserMessage } from './to-user-message.js';

/** What a prompt says that the agent does not have yet. */
export interface PromptInput {
  /** Of the pause that the prompt's last calls are from; absent if there is none of this agent. */
  readonly ticket: Ticket | undefined;
  /** The results that the prompt brings, by the server's ids. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The user's messages after all of that. */
  readonly messages: readonly MessageCreate[];
}

/** Letta keeps the conversation: what stands before and in the last assistant message is known there. */
export function readPrompt(prompt: readonly PromptMessage[], conversation: Conversation): PromptInput {
  const last = prompt.findLastIndex(({ role }) => role === 'assistant');
  const after = prompt.slice(last + 1);
  const calls = partsOf(prompt[last]);
  const ticket = calls.map((call) => readTicket(call, conversation)).findLast(Boolean);
  const ofOthers = new Set(calls.filter((call) => isOfAnother(call, conversation)).map(idOf));
  const results = after.filter(({ role }) => role === 'tool').flatMap(partsOf);
  const answers = results
    .filter((part) => getProperty(part, 'type') === 'tool-result' && !ofOthers.has(idOf(part)))
    .map((part) => toAnswer(part, serverCallId(idOf(part), ticket?.runId ?? '')));
  return {
    ticket,
    answers: new Map(answers.map((answer) => [answer.toolCallId, answer])),
    messages: after.filter(({ role }) => role === 'user').map((message) => toUserMessage(partsOf(message))),
  };
}

/** The ids of all calls in a prompt. */
export function callIdsIn(prompt: readonly PromptMessage[]): Set<string> {
  const calls = prompt.flatMap(partsOf).filter((part) => getProperty(part, 'type') === 'tool-call');
  return new Set(calls.map(idOf));
}

function idOf(part: unknown): string {
  return String(getProperty(part, 'toolCallId'));
}

function partsOf(message: PromptMessage | undefined): readonly unknown[] {
  return typeof message?.content === 'object' ? message.content : [];
}
