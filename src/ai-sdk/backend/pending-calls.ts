import { toJSON } from '../../result/to-json.js';
import type { PendingCall } from '../../types.js';
import { getProperty } from '../../unknown.js';
import type { Part } from './messages.js';

/** The reasons for which a step ends with calls to run. After any other, the AI SDK runs none: an input may be cut off. */
const reasonsToRun = ['stop', 'tool-calls'];

/**
 * Returns the calls that the agent waits for after its last step: those that the user is asked about, and those of tools without
 * `execute`. A call that the AI SDK found invalid has its answer, and a provider answers its own.
 */
export function pendingCalls(parts: readonly Part[], finishReason: string, tools: object): PendingCall[] {
  if (!reasonsToRun.includes(finishReason)) return [];
  const requests = new Map(parts.filter(isRequest).map((part) => [getProperty(part.toolCall, 'toolCallId'), part]));
  const ended = new Set(parts.filter(isResult).map(({ toolCallId }) => toolCallId));
  return parts.filter(isOpenCall).flatMap((part) => {
    if (ended.has(part.toolCallId)) return [];
    const request = requests.get(part.toolCallId);
    if (request !== undefined) return [toApproval(part, request)];
    return part.providerExecuted || hasExecute(tools, part.toolName) ? [] : [toCall(part)];
  });
}

/** Returns whether an agent has a tool that it cannot run itself. */
export function isHeadless(tools: object, name: string): boolean {
  return Object.hasOwn(tools, name) && !hasExecute(tools, name);
}

function hasExecute(tools: object, name: unknown): boolean {
  const own = Object.hasOwn(tools, String(name)) ? getProperty(tools, String(name)) : undefined;
  return typeof getProperty(own, 'execute') === 'function';
}

function isOpenCall({ type, invalid }: Part): boolean {
  return type === 'tool-call' && invalid !== true;
}

/** Returns whether a part asks for an approval. One that ai 7's `toolApproval` has decided does not. */
function isRequest({ type, isAutomatic }: Part): boolean {
  return type === 'tool-approval-request' && isAutomatic !== true;
}

function isResult({ type }: Part): boolean {
  return type === 'tool-result' || type === 'tool-error';
}

function toApproval(part: Part, { reason }: Part): PendingCall {
  return { ...toCall(part), ask: 'approval', ...(typeof reason === 'string' && { message: reason }) };
}

export function toCall({ toolCallId, toolName, input }: Part): PendingCall {
  return { id: String(toolCallId), name: String(toolName), input: toJSON(input) };
}
