import { toJSON } from '../../result/to-json.js';
import { canonical } from '../../schema/canonical.js';
import type { FoundScope } from '../../tool/execute-once.js';
import { sha256 } from '../../tool/sha256.js';
import { getProperty, isObject } from '../../unknown.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import type { AISDKThread } from './thread.js';

/**
 * Finds the thread of a call, and the step that asked for it. The AI SDK passes no id of a step to a tool: the step is identified
 * by the messages that led to it, which are the same where a durable engine repeats it.
 */
export async function callScope(options: ToolExecutionOptions, option: AISDKThread): Promise<FoundScope> {
  try {
    const named = typeof option === 'function' ? option(options) : option;
    const { thread, generation } = typeof named === 'object' ? named : { thread: named, generation: undefined };
    if (!thread) return { problem: noThread };
    const step = await stepOf(options);
    if (step === undefined) return { problem: 'it was made without messages. Pass those that led to the call' };
    return { thread, message: generation ? `${generation}.${step}` : step };
  } catch (cause) {
    return { problem: 'the function thread threw an error, or the messages have no JSON form', cause };
  }
}

const noThread = 'the function thread returned no thread. Return the id of the thread, or { thread, generation }';

async function stepOf({ messages = [], toolCallId }: ToolExecutionOptions): Promise<string | undefined> {
  const ledTo = messagesBefore(messages, toolCallId);
  return ledTo.length > 0 ? (await sha256(canonical(toJSON(ledTo.map(withoutOutputs))))).slice(0, 32) : undefined;
}

/** Returns the messages before a call. One that waited for approval is in the messages itself, and answers may follow it. */
function messagesBefore(messages: readonly unknown[], toolCallId: string): readonly unknown[] {
  const lastPartOf = (message: unknown) => partsOf(message).findLast((part) => isAbout(part, toolCallId));
  const last = messages.findLastIndex(lastPartOf);
  return getProperty(lastPartOf(messages[last]), 'type') === 'tool-call' ? messages.slice(0, last) : messages;
}

function isAbout(part: unknown, toolCallId: string): boolean {
  const type = getProperty(part, 'type');
  return (type === 'tool-call' || type === 'tool-result') && getProperty(part, 'toolCallId') === toolCallId;
}

/** Omits the outputs of tools: one may return another value when the step before is repeated, and the step is the same. */
function withoutOutputs(message: unknown): unknown {
  if (getProperty(message, 'role') !== 'tool') return message;
  return partsOf(message).map((part) => (isObject(part) ? { ...part, output: undefined } : part));
}

function partsOf(message: unknown): readonly unknown[] {
  const content = getProperty(message, 'content');
  return Array.isArray(content) ? content : [];
}
