import { ToolferryError } from '../../errors.js';
import { isObject } from '../../unknown.js';

/** The data that a client sends for the agent in addition to messages and tools, as it came. */
export interface AGUIClientData {
  readonly context?: unknown;
  readonly state?: unknown;
  readonly forwardedProps?: unknown;
}

/** The members of a request that are used. Nothing else of the client's history is trusted. */
export interface ClientInput {
  readonly threadId: string;
  readonly runId: string;
  /** Absent in clients of before 1.0, which refuse what 1.0 added. */
  readonly protocolVersion?: string | undefined;
  readonly messages: readonly ClientMessage[];
  readonly tools: readonly Readonly<Record<string, unknown>>[];
  readonly resume: readonly Readonly<Record<string, unknown>>[];
  readonly context: AGUIClientData;
}

export type ClientMessage = Readonly<Record<string, unknown>> & { readonly id: string; readonly role: string };

/** Reads the body of a request. Throws `bad_request` for anything that is not the input of a run. */
export function readInput(text: string): ClientInput {
  const body = parse(text);
  if (!isObject(body)) throw badRequest('the body is not a JSON object');
  const { threadId, runId, protocolVersion, messages, context, state, forwardedProps } = body;
  if (typeof threadId !== 'string' || threadId === '') throw badRequest('threadId is not a string');
  if (typeof runId !== 'string') throw badRequest('runId is not a string');
  const isVersioned = typeof protocolVersion === 'string';
  return {
    threadId,
    runId,
    ...(isVersioned && { protocolVersion }),
    messages: readObjects('messages', messages).map(readMessage),
    tools: readObjects('tools', body.tools ?? []),
    resume: readObjects('resume', body.resume ?? []),
    context: { context, state, forwardedProps },
  };
}

function readObjects(name: string, value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw badRequest(`${name} is not an array of objects`);
}

function readMessage(message: Readonly<Record<string, unknown>>): ClientMessage {
  const { id, role, toolCallId } = message;
  if (typeof id !== 'string' || typeof role !== 'string') throw badRequest('a message has no id or no role');
  if (role === 'tool' && typeof toolCallId !== 'string') throw badRequest('a tool message has no toolCallId');
  return message as ClientMessage;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badRequest(why: string): ToolferryError {
  return new ToolferryError('bad_request', `This is not the input of an AG-UI run: ${why}.`);
}
