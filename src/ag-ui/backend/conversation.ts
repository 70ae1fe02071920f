import { ToolferryError } from '../../errors.js';
import { toJSON } from '../../result/to-json.js';
import type { JSONValue } from '../../types.js';
import { isObject } from '../../unknown.js';
import { invalidResponse } from './invalid-response.js';
import type { AGUIMessage, AGUIToolCall, WireEvent } from './wire-types.js';

/** The messages of a thread, to which the events of a run are added. */
export interface Conversation {
  readonly messages: readonly AGUIMessage[];
  /** Adds an event about messages. Ignores other events, and throws `invalid_response` for a malformed one. */
  add(event: WireEvent): void;
  call(id: string): AGUIToolCall | undefined;
  /** The message with the result of a call. */
  result(callId: string): AGUIMessage | undefined;
}

type Message = { -readonly [Name in keyof AGUIMessage]: AGUIMessage[Name] } & {
  toolCalls?: Call[];
  encryptedValue?: string;
};
type Call = { readonly id: string; readonly type: 'function'; function: { name: string; arguments: string } } & {
  encryptedValue?: string;
};

/**
 * Creates a conversation that starts with these messages, which it does not change.
 *
 * @param onText Called with each piece of text that is added to a message.
 */
export function createConversation(
  initial: readonly AGUIMessage[],
  onText: (message: AGUIMessage, text: string) => void = () => {},
): Conversation {
  let messages: Message[] = [];
  const byId = new Map<string, Message>();
  const calls = new Map<string, Call>();
  const results = new Map<string, Message>();
  /** The ids of the message and the call that a chunk without an id belongs to. */
  let lastText: string | undefined;
  let lastCall: string | undefined;
  /** Makes ids of messages distinct. */
  let added = 0;

  const append = (message: Message): Message => {
    messages.push(message);
    byId.set(message.id, message);
    for (const call of message.toolCalls ?? []) calls.set(call.id, call);
    if (message.role === 'tool' && message.toolCallId !== undefined) results.set(message.toolCallId, message);
    return message;
  };
  const replace = (all: readonly AGUIMessage[]): void => {
    messages = [];
    for (const index of [byId, calls, results]) index.clear();
    for (const message of all) append(copyOf(message));
  };
  const startText = (id: string, role: AGUIMessage['role']): void => {
    lastText = id;
    if (!byId.has(id)) append({ id, role, content: '' });
  };
  const addText = (event: WireEvent, id: string): void => {
    const message = byId.get(id);
    if (message === undefined) throw invalidResponse('The AG-UI agent sent text for a message that it did not start.');
    const delta = text(event, 'delta');
    message.content = typeof message.content === 'string' ? message.content + delta : delta;
    onText(message, delta);
  };
  const startCall = (event: WireEvent): void => {
    const id = text(event, 'toolCallId');
    lastCall = id;
    const known = calls.get(id);
    if (known) restart(known, text(event, 'toolCallName'));
    else addCall(event, { id, type: 'function', function: { name: text(event, 'toolCallName'), arguments: '' } });
  };
  const addCall = (event: WireEvent, call: Call): void => {
    const { id } = call;
    const parent = byId.get(optionalText(event, 'parentMessageId') ?? '');
    if (parent?.role === 'assistant') {
      parent.toolCalls ??= [];
      parent.toolCalls.push(call);
      calls.set(id, call);
    } else append({ id: newId(optionalText(event, 'parentMessageId') ?? id), role: 'assistant', toolCalls: [call] });
  };
  const newId = (id: string): string => {
    let free = id;
    while (byId.has(free)) free = `${id}-${++added}`;
    return free;
  };
  const addArguments = (event: WireEvent, id: string): void => {
    const call = calls.get(id);
    if (call === undefined) throw invalidResponse('The AG-UI agent sent arguments of a call that it did not start.');
    call.function.arguments += text(event, 'delta');
  };
  const addResult = (event: WireEvent): void => {
    const toolCallId = text(event, 'toolCallId');
    // An answer of a client is in the messages already.
    if (results.has(toolCallId)) return;
    const content = typeof event.content === 'string' ? event.content : plain(event.content);
    append({ id: newId(text(event, 'messageId')), role: 'tool', toolCallId, content });
  };

  const readers: Readonly<Record<string, (event: WireEvent) => void>> = {
    TEXT_MESSAGE_START: (event) => startText(text(event, 'messageId'), readRole(event)),
    TEXT_MESSAGE_CONTENT: (event) => addText(event, text(event, 'messageId')),
    TEXT_MESSAGE_CHUNK(event) {
      const id = optionalText(event, 'messageId') ?? lastText;
      if (id === undefined) throw invalidResponse('The AG-UI agent sent a chunk of a message without its id.');
      startText(id, readRole(event));
      if (event.delta !== undefined) addText(event, id);
    },
    REASONING_MESSAGE_START: (event) => startText(text(event, 'messageId'), 'reasoning'),
    REASONING_MESSAGE_CONTENT: (event) => addText(event, text(event, 'messageId')),
    TOOL_CALL_START: startCall,
    TOOL_CALL_ARGS: (event) => addArguments(event, text(event, 'toolCallId')),
    TOOL_CALL_CHUNK(event) {
      const id = optionalText(event, 'toolCallId') ?? lastCall;
      if (id === undefined) throw invalidResponse('The AG-UI agent sent a chunk of a call without its id.');
      if (!calls.has(id)) startCall(event);
      if (event.delta !== undefined) addArguments(event, id);
    },
    TOOL_CALL_RESULT: addResult,
    MESSAGES_SNAPSHOT: (event) => replace(readMessages(event.messages)),
    REASONING_ENCRYPTED_VALUE(event) {
      const id = text(event, 'entityId');
      const owner = event.subtype === 'tool-call' ? calls.get(id) : byId.get(id);
      if (owner) owner.encryptedValue = text(event, 'encryptedValue');
    },
  };

  replace(initial);
  return {
    get messages() {
      return messages;
    },
    add: (event) => (Object.hasOwn(readers, event.type) ? readers[event.type]?.(event) : undefined),
    call: (id) => calls.get(id),
    result: (callId) => results.get(callId),
  };
}

/** Copies what events change: a message and its calls. The parts of its content are shared. */
function copyOf(message: AGUIMessage): Message {
  const toolCalls = message.toolCalls?.map((call) => ({ ...call, function: { ...call.function } }));
  return { ...message, ...(toolCalls && { toolCalls }) } as Message;
}

/** Some servers send a call again when its run continues. */
function restart(call: Call, name: string): void {
  if (call.function.name !== name)
    throw invalidResponse('The AG-UI agent used the id of a call for a call of another tool.');
  call.function.arguments = '';
}

/** Copies the messages of a snapshot or a request. Throws `invalid_response` if they are malformed. */
function readMessages(value: unknown): AGUIMessage[] {
  const messages = plain(value);
  if (Array.isArray(messages) && messages.every(isMessage)) return messages as unknown as AGUIMessage[];
  throw invalidResponse('The AG-UI agent sent messages that are not those of AG-UI.');
}

/** Returns a copy of JSON. Throws `invalid_response` for a value that is nested too deeply. */
export function plain(value: unknown): JSONValue {
  try {
    return toJSON(value);
  } catch (cause) {
    throw new ToolferryError(
      'invalid_response',
      'The AG-UI agent sent a value that is nested too deeply or too large.',
      {
        cause,
      },
    );
  }
}

function isMessage(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.role !== 'string') return false;
  const { toolCalls = [], toolCallId } = value;
  if (value.role === 'tool' && typeof toolCallId !== 'string') return false;
  return toolCalls === null || (Array.isArray(toolCalls) && toolCalls.every(isCall));
}

function isCall(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== 'string' || !isObject(value.function)) return false;
  return typeof value.function.name === 'string' && typeof value.function.arguments === 'string';
}

function readRole({ role = 'assistant' }: WireEvent): AGUIMessage['role'] {
  if (role === 'assistant' || role === 'user' || role === 'system' || role === 'developer') return role;
  throw invalidResponse('The AG-UI agent sent a message with an unknown role.');
}

export function text(event: WireEvent, name: string): string {
  const value = event[name];
  if (typeof value === 'string') return value;
  throw invalidResponse(`The AG-UI agent sent the event ${event.type.slice(0, 100)} without the string ${name}.`);
}

/** Some servers write null for what is absent. */
export function optionalText(event: WireEvent, name: string): string | undefined {
  return event[name] === undefined || event[name] === null ? undefined : text(event, name);
}
