/** The parts of AG-UI 1.0 that are read or sent here. Types only. @module */

import type { JSONSchema, JSONValue } from '../../types.js';

/** A message of a conversation, as AG-UI has it. Members that are not named here are kept. */
export interface AGUIMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant' | 'system' | 'developer' | 'tool' | 'reasoning' | 'activity';
  /** Text, or the parts of a message with files. */
  readonly content?: unknown;
  readonly toolCalls?: readonly AGUIToolCall[] | undefined;
  /** Of a message with the result of a call. */
  readonly toolCallId?: string | undefined;
  readonly error?: string | undefined;
}

/** A call in a message of the assistant. */
export interface AGUIToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON text. */
  readonly function: { readonly name: string; readonly arguments: string };
}

/** Information for the agent that is not part of the conversation. */
export interface AGUIContext {
  readonly description: string;
  readonly value: string;
}

/** The body of a request. */
export interface RunAgentInput {
  readonly threadId: string;
  readonly runId: string;
  readonly protocolVersion: '1.0';
  readonly messages: readonly AGUIMessage[];
  readonly tools: readonly { readonly name: string; readonly description: string; readonly parameters: JSONSchema }[];
  readonly context: readonly AGUIContext[];
  readonly state: JSONValue;
  readonly forwardedProps: JSONValue;
  readonly resume?: readonly ResumeEntry[] | undefined;
}

/** The answer to an interrupt. */
export interface ResumeEntry {
  readonly interruptId: string;
  readonly status: 'resolved' | 'cancelled';
  readonly payload?: JSONValue | undefined;
}

/** An event of a run, whose members were not checked. */
export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };
