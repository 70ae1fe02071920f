import type { FoundScope } from '../../tool/execute-once.js';
import { getProperty } from '../../unknown.js';
import { type CallConfig, toolCallIdOf } from './langchain-tool.js';
import type { LangChainThread, ThreadMessage } from './thread.js';

/** Finds the thread of a call, and the message that asked for it. */
export function callScope(config: CallConfig | undefined, option: LangChainThread): FoundScope {
  const toolCallId = toolCallIdOf(config);
  if (config === undefined || toolCallId === undefined)
    return { problem: 'it has no id. Invoke the tool with a tool call that has one' };
  try {
    const named = option === true ? threadOf(config) : option(config);
    const { thread, message } =
      typeof named === 'object' ? named : { thread: named, message: askingMessage(config, toolCallId) };
    if (!thread) return { problem: option === true ? noThreadId : noThread };
    return message ? { thread, message } : { problem: noMessage };
  } catch (cause) {
    return { problem: 'the function thread threw an error', cause };
  }
}

const noThreadId =
  'the config has no thread_id. Invoke the graph with { configurable: { thread_id } }, or pass a function as thread';
const noThread = 'the function thread returned no thread. Return the id of the thread, or { thread, message }';
const noMessage =
  'no message in the state of the graph asks for it. Return { thread, message } from a function thread, with the id of the message';

function threadOf({ configurable }: CallConfig): string | undefined {
  const id: unknown = configurable?.thread_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/**
 * Returns the id of the message that asks for a call, from the state that the tool's node runs with. A node that forwards its
 * config to the tool without the state is found by LangGraph's own copy of it.
 */
function askingMessage({ state, configurable }: CallConfig, toolCallId: string): ThreadMessage['message'] | undefined {
  const scratchpad: unknown = configurable?.__pregel_scratchpad;
  return idsIn(state, toolCallId) ?? idsIn(getProperty(scratchpad, 'currentTaskInput'), toolCallId);
}

/**
 * Returns the id of the message with a call. The state is a list of messages, or has one or more of them. Ids that differ are
 * joined, because a change of one is a new message.
 */
function idsIn(state: unknown, toolCallId: string): string | undefined {
  const lists = Array.isArray(state) ? [state] : Object.values(Object(state)).filter(Array.isArray);
  const ids = lists.map((messages) => getProperty(findAsking(messages, toolCallId), 'id'));
  const found = new Set(ids.filter((id) => typeof id === 'string' && id !== ''));
  return found.size > 0 ? [...found].join('+') : undefined;
}

/** Finds the last message with this call, unless it was answered: the id is then that of a call in a message that is not here. */
function findAsking(messages: readonly unknown[], toolCallId: string): unknown {
  const isAbout = (message: unknown): boolean =>
    getProperty(message, 'tool_call_id') === toolCallId || asksFor(message, toolCallId);
  const last = messages.findLast(isAbout);
  return asksFor(last, toolCallId) ? last : undefined;
}

function asksFor(message: unknown, toolCallId: string): boolean {
  const calls = getProperty(message, 'tool_calls');
  return Array.isArray(calls) && calls.some((call) => getProperty(call, 'id') === toolCallId);
}
