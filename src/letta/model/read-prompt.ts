import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { Answer } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { serverCallId } from '../requested-calls.js';
import type { Conversation } from '../rest/conversation.js';
import type { PromptMessage } from './language-model-v2.js';
import { isOfOtherConversation, type PauseReference, readPauseReference } from './pause-reference.js';
import { toAnswer } from './to-answer.js';
import { toUserMessage } from './to-user-message.js';

/** The part of a prompt that the agent does not have yet. */
export interface PromptInput {
  /** The pause that the prompt's last calls belong to; undefined if it is not of this agent and conversation. */
  readonly pause: PauseReference | undefined;
  /** The results in the prompt, by the server's call ids. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The user messages after the last assistant message. */
  readonly messages: readonly MessageCreate[];
}

/** Letta keeps the conversation: it has everything up to the last assistant message. */
export function readPrompt(prompt: readonly PromptMessage[], conversation: Conversation): PromptInput {
  const last = prompt.findLastIndex(({ role }) => role === 'assistant');
  const after = prompt.slice(last + 1);
  const calls = partsOf(prompt[last]);
  const pause = calls.map((call) => readPauseReference(call, conversation)).findLast(Boolean);
  const ofOthers = new Set(calls.filter((call) => isOfOtherConversation(call, conversation)).map(idOf));
  const results = after.filter(({ role }) => role === 'tool').flatMap(partsOf);
  const answers = results
    .filter((part) => getProperty(part, 'type') === 'tool-result' && !ofOthers.has(idOf(part)))
    .map((part) => toAnswer(part, serverCallId(idOf(part), pause?.runId ?? '')));
  return {
    pause,
    answers: new Map(answers.map((answer) => [answer.toolCallId, answer])),
    messages: after.filter(({ role }) => role === 'user').map((message) => toUserMessage(partsOf(message))),
  };
}

/** Returns the ids of all calls in a prompt. */
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
