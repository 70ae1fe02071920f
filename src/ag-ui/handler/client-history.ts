import { canonical } from '../../schema/canonical.js';
import type { PendingCall, ToolCall } from '../../types.js';
import { getProperty, isObject } from '../../unknown.js';
import type { ClientInput } from './read-input.js';

/**
 * The parts of a thread that a client has, which are not sent again. After it was cut off, it may have only the beginning of a text or of
 * a call's arguments. It decides nothing else: a client that claims to have more gets less.
 */
export interface ClientHistory {
  /** By message id. */
  readonly texts: Map<string, string>;
  readonly calls: Map<string, KnownCall>;
  /** The ids of calls with a result. */
  readonly results: Set<string>;
}

/** A call as a client has it. Its arguments are JSON text. */
interface KnownCall {
  readonly name: unknown;
  readonly text: string;
}

/** Reads what a client has from the messages that it sends. */
export function readHistory({ messages }: ClientInput): ClientHistory {
  const history: ClientHistory = { texts: new Map(), calls: new Map(), results: new Set() };
  for (const { id, role, content, toolCalls, toolCallId } of messages) {
    if (role === 'tool') history.results.add(String(toolCallId));
    else history.texts.set(id, typeof content === 'string' ? content : '');
    if (Array.isArray(toolCalls)) for (const call of toolCalls) addCall(history, call);
  }
  return history;
}

/** Adds the calls of a pause that a client has answered: it has these calls, and the results of its own tools. */
export function addAnswered({ calls, results }: ClientHistory, pending: readonly PendingCall[]): void {
  for (const { id, name, input, ask } of pending) {
    calls.set(id, { name, text: toArguments(input) });
    if (ask === undefined) results.add(id);
  }
}

/** Returns the input of a call as its JSON text. */
export function toArguments(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {});
}

/** Returns whether a client has a call, or a part of it. It may have written the arguments in another form. */
export function isKnownAs({ name, input }: ToolCall, known: KnownCall): boolean {
  if (known.name !== name) return false;
  return toArguments(input).startsWith(known.text) || isSameJSON(known.text, input);
}

function isSameJSON(text: string, input: unknown): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(JSON.parse(toArguments(input)));
  } catch {
    return false;
  }
}

function addCall({ calls }: ClientHistory, call: unknown): void {
  const asked = getProperty(call, 'function');
  const [id, name, text] = [getProperty(call, 'id'), getProperty(asked, 'name'), getProperty(asked, 'arguments')];
  if (isObject(call) && typeof id === 'string') calls.set(id, { name, text: typeof text === 'string' ? text : '' });
}
