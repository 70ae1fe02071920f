import { race } from '../async/race.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';
import type { WireCallback } from './wire-types.js';

/** Options of an LLM call from sandbox code. `signal` is aborted with the execution. */
export interface ATPLLMOptions {
  readonly context?: Record<string, unknown>;
  readonly model?: string;
  readonly temperature?: number;
  readonly systemPrompt?: string;
  readonly signal?: AbortSignal;
}

/** Answers `atp.llm.*` of sandbox code, with the members of ATP's service. Calls of an absent member are refused. */
export interface ATPLLMService {
  call(prompt: string, options?: ATPLLMOptions): string | Promise<string>;
  extract?(prompt: string, schema: Record<string, unknown>, options?: ATPLLMOptions): unknown;
  classify?(text: string, categories: string[], options?: ATPLLMOptions): string | Promise<string>;
}

/** Answers `atp.embedding.*` of sandbox code, with the member of ATP's service. */
export interface ATPEmbeddingService {
  embed(text: string): number[] | Promise<number[]>;
}

/** The services that sandbox code can call, in addition to tools. Calls of an absent service are refused. */
export interface ATPServices {
  readonly llm?: ATPLLMService | undefined;
  readonly embedding?: ATPEmbeddingService | undefined;
  /** Maximum LLM calls per execution. Default 50. */
  readonly maxLlmCalls?: number | undefined;
}

/** An answer that the server throws as an error in the sandbox. In a batch it becomes the call's value instead. */
export interface SandboxError {
  readonly __error: true;
  readonly message: string;
}

export function sandboxError(message: string): SandboxError {
  return { __error: true, message };
}

export const defaultMaxLlmCalls = 50;

/** Answers one LLM or embedding call. The server ends the execution when a message contains `service not provided`. */
export async function callService(
  services: ATPServices,
  { type, operation, payload }: WireCallback,
  signal: AbortSignal,
): Promise<JSONValue | SandboxError> {
  const call = serviceCall(services, `${type}.${operation}`, payload as Payload | string, signal);
  if (call === undefined) return sandboxError(`${type}.${operation}: service not provided by this client`);
  try {
    const outcome = await race({ signal }, call);
    return 'value' in outcome ? toJSON(outcome.value) : sandboxError('The execution was aborted.');
  } catch (error) {
    return sandboxError(errorMessage(error) ?? `${type}.${operation} failed.`);
  }
}

/** The arguments of a single call, with its options. In a batch the server sends only the first argument. */
interface Payload {
  readonly prompt: string;
  readonly schema: Record<string, unknown>;
  readonly text: string;
  readonly categories: string[];
  readonly query: string;
  readonly options?: ATPLLMOptions;
}

function serviceCall(
  { llm, embedding }: ATPServices,
  name: string,
  payload: Payload | string,
  signal: AbortSignal,
): (() => unknown) | undefined {
  const fields = typeof payload === 'string' ? ({ text: payload, query: payload } as Payload) : payload;
  const { prompt, schema, text, categories, query } = fields;
  const options = { ...(fields.options ?? fields), signal };
  const calls: Record<string, (() => unknown) | undefined> = {
    'llm.call': llm && (() => llm.call(prompt, options)),
    'llm.extract': llm?.extract && (() => llm.extract?.(prompt, schema, options)),
    'llm.classify': llm?.classify && (() => llm.classify?.(text, categories, options)),
    'embedding.embed': embedding && (() => embedding.embed(text)),
    'embedding.search': embedding && (() => embedding.embed(query)),
  };
  return calls[name];
}
