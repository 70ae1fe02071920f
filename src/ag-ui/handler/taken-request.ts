import { sha256 } from '../../tool/sha256.js';
import type { ClientInput } from './read-input.js';
import type { Asked, TakenRequest, ThreadRecord } from './thread.js';

/** Longer answers are identified by their hash. */
const maxLength = 200;

/** Identifies a request by what it answers. */
export async function identify(asked: Asked | undefined, input: ClientInput): Promise<TakenRequest> {
  if (asked === undefined) return {};
  const answers = JSON.stringify(answersTo(asked, input));
  return { asked, digest: answers.length > maxLength ? await sha256(answers) : answers };
}

/**
 * Returns whether a request is the one that its thread took last: it has no newer message, answers what that one answered in the same
 * way, and nothing that has been asked since.
 */
export async function isTaken(
  { status, taken, lastMessageId, run }: ThreadRecord,
  input: ClientInput,
): Promise<boolean> {
  if (taken === undefined) return false;
  const { asked } = taken;
  const isNewest = input.messages.findLast(({ role }) => role === 'user')?.id === lastMessageId;
  const isOnlyThat = asked?.interrupts !== undefined || input.resume.length === 0;
  if (!isNewest || !isOnlyThat || (status === 'paused' && hasAnswer(run?.asked, input))) return false;
  return (await identify(asked, input)).digest === taken.digest;
}

/** Returns whether there is a result of a call that is asked about, which is no answer to an interrupt. */
function hasAnswer(asked: Asked | undefined, { messages }: ClientInput): boolean {
  const ids = new Set(asked?.tools ?? asked?.interrupts.map(({ toolCallId }) => toolCallId));
  return messages.some(({ role, toolCallId }) => role === 'tool' && ids.has(String(toolCallId)));
}

function answersTo({ tools, interrupts }: Asked, { messages, resume }: ClientInput): readonly unknown[] {
  if (interrupts) return resume.map(({ interruptId, status, payload }) => [interruptId, status, payload]);
  const answers = messages.filter(({ role, toolCallId }) => role === 'tool' && tools.includes(String(toolCallId)));
  return answers.map(({ toolCallId, content, error }) => [toolCallId, content, error]);
}
