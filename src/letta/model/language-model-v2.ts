/**
 * The part of the AI SDK's LanguageModelV2 that is used here. The types are structural, so that no major of `ai` is required.
 * ai 5 uses such a model directly. ai 6 and 7 adapt it as a model of an earlier specification, but pass prompts in their own
 * format.
 * @module
 */

import type { JSONValue } from '../../types.js';

/** The options of one call of the model. Properties that differ between majors are read individually. */
export interface CallOptions {
  readonly prompt: readonly PromptMessage[];
  readonly tools?: readonly CallTool[] | undefined;
  readonly toolChoice?: { readonly type: string } | undefined;
  readonly responseFormat?: { readonly type: string } | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

export interface PromptMessage {
  readonly role: string;
  /** A string in a system message, parts in all others. */
  readonly content: string | readonly unknown[];
}

/** A function tool, or a provider's tool (`provider-defined` in ai 5, `provider` in 6 and 7), which has an `id`. */
export interface CallTool {
  readonly type: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema?: unknown;
  readonly id?: string | undefined;
}

export type ProviderMetadata = Record<string, Record<string, JSONValue>>;

export type GeneratedPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | ToolCallPart
  | ToolResultPart;

/** `dynamic` (ai 6 and 7): the tool need not be in the tool set. */
export interface ToolCallPart {
  type: 'tool-call';
  toolCallId: string;
  toolName: string;
  input: string;
  providerExecuted?: boolean;
  dynamic?: boolean;
  providerMetadata?: ProviderMetadata;
}

interface ToolResultPart {
  type: 'tool-result';
  toolCallId: string;
  toolName: string;
  result: string;
  isError: boolean;
  providerExecuted: true;
  dynamic: true;
}

export type StreamPart =
  | { type: 'stream-start'; warnings: CallWarning[] }
  | { type: 'text-start' | 'text-end' | 'reasoning-start' | 'reasoning-end'; id: string }
  | { type: 'text-delta' | 'reasoning-delta'; id: string; delta: string }
  | ToolCallPart
  | ToolResultPart
  | ({ type: 'response-metadata' } & ResponseMetadata)
  | ({ type: 'finish' } & Finish)
  | { type: 'error'; error: unknown };

export interface ResponseMetadata {
  /** The run's id on the server. */
  id?: string;
  modelId: string;
}

/** The finish reason and usage of a call of the model. */
export interface Finish {
  finishReason: 'stop' | 'length' | 'tool-calls' | 'error' | 'other';
  usage: Usage;
  providerMetadata?: ProviderMetadata;
}

interface Usage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  totalTokens: number | undefined;
}

export type CallWarning =
  | { type: 'unsupported-setting'; setting: string; details?: string }
  | { type: 'unsupported-tool'; tool: ProviderTool; details?: string }
  | { type: 'other'; message: string };

export interface ProviderTool {
  type: 'provider-defined';
  id: `${string}.${string}`;
  name: string;
  args: Record<string, unknown>;
}
