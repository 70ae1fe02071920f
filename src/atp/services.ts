import { race } from '../async/race.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { JSONValue } from '../types.js';
import type { WireCallback } from './wire-types.js';

/** What sandbox code says beside its prompt; `signal` is aborted with the execution. */
export interface ATPLLMOptions {
  readonly context?: Record<string, unknown>;
  readonly model?: string;
  readonly temperature?: number;
  readonly systemPrompt?: string;
  readonly signal?: AbortSignal;
}

/** Answers `atp.llm.*` of sandbox code; ATP's members. What is absent is refused. */
export interface ATPLLMService {
  call(prompt: string, options?: ATPLLMOptions): string | Promise<string>;
  extract?(prompt: string, schema: Record<string, unknown>, options?: ATPLLMOptions): unknown;
  classify?(text: string, categories: string[], options?: ATPLLMOptions): string | Promise<string>;
}

/** Answers `atp.embedding.*` of sandbox code; ATP's members. */
export interface ATPEmbeddingService {
  embed(text: string): number[] | Promise<number[]>;
}

export interface ATPServices {
  readonly llm?: ATPLLMService | undefined;
  readonly embedding?: ATPEmbeddingService | undefined;
  /** LLM calls that one execution may make of this client. Default 50. */
  readonly maxLlmCalls?: number | undefined;
}

/** An answer that is thrown in the sandbox, where code can catch it; in a batch it is the member's value. */
export interface Failed {
  readonly __error: true;
  readonly message: string;
}

export function failed(message: string): Failed {
  return { __error: true, message };
}

export const defaultMaxLlmCalls = 50;

/** Answers one LLM or embedding call. A service that is not there ends the execution: the server knows these words. */
export async function callService(
  services: ATPServices,
  { type, operation, payload }: WireCallback,
  signal: AbortSignal,
): Promise<JSONValue | Failed> {
  const work = serviceCall(services, `${type}.${operation}`, payload as Payload | string, signal);
  if (work === undefined) return failed(`${type}.${operation}: service not provided by this client`);
  try {
    const outcome = await race({ signal }, work);
    return 'value' in outcome ? toJSON(outcome.value) : failed('The execution was aborted.');
  } catch (error) {
    return failed(errorMessage(error) ?? `${type}.${operation} failed.`);
  }
}

/** Alone, a call carries its options beside what it is about; in a batch, the first argument is all there is. */
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
  const given = typeof payload === 'string' ? ({ text: payload, query: payload } as Payload) : payload;
  const { prompt, schema, text, categories, query } = given;
  const options = { ...(given.options ?? given), signal };
  const calls: Record<string, (() => unknown) | undefined> = {
    'llm.call': llm && (() => llm.call(prompt, options)),
    'llm.extract': llm?.extract && (() => llm.extract?.(prompt, schema, options)),
    'llm.classify': llm?.classify && (() => llm.classify?.(text, categories, options)),
    'embedding.embed': embedding && (() => embedding.embed(text)),
    'embedding.search': embedding && (() => embedding.embed(query)),
  };
  return calls[name];
}
