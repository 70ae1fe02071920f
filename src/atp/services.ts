import { notify } from '../async/notify.js';
import { race } from '../async/race.js';
import { errorMessage } from '../result/error-message.js';
import { toJSON } from '../result/to-json.js';
import type { BridgeOptions, EmbeddingService, JSONValue, LLMOptions, LLMService } from '../types.js';
import { isObject } from '../unknown.js';
import type { WireCallback } from './wire-types.js';

/** The services that sandbox code can call, in addition to tools. Calls of an absent service are refused. */
export interface ATPServices extends Pick<BridgeOptions, 'onError'> {
  /** Answers `atp.llm.*` of sandbox code. Calls of an absent member are refused. */
  readonly llm?: LLMService | undefined;
  /** Answers `atp.embedding.*` of sandbox code. */
  readonly embedding?: EmbeddingService | undefined;
  /** Maximum LLM calls per execution. Further ones are refused. Default 50. */
  readonly maxLlmCalls?: number | undefined;
  /** Maximum embeddings per execution. Further ones are refused. Default 500. */
  readonly maxEmbeddings?: number | undefined;
}

/** An answer that the server throws as an error in the sandbox. In a batch it becomes the call's value instead. */
export interface SandboxError {
  readonly __error: true;
  readonly message: string;
}

export function sandboxError(message: string): SandboxError {
  return { __error: true, message };
}

/** Counts the service calls of an execution. Returns why one is refused, if its limit is reached. */
export function countServices(
  { maxLlmCalls, maxEmbeddings }: ATPServices,
  { llmCalls, embeddings }: { readonly llmCalls: number; readonly embeddings: number },
): (type: string) => string | undefined {
  const left = new Map([
    ['llm', (maxLlmCalls ?? 50) - llmCalls],
    ['embedding', (maxEmbeddings ?? 500) - embeddings],
  ]);
  return (type) => {
    const remaining = left.get(type) ?? 1;
    left.set(type, remaining - 1);
    if (remaining > 0) return undefined;
    return type === 'llm'
      ? "This execution has reached the client's limit of LLM calls (maxLlmCalls)."
      : "This execution has reached the client's limit of embeddings (maxEmbeddings).";
  };
}

/** Answers one LLM or embedding call. The server ends the execution when a message contains `service not provided`. */
export async function callService(
  services: ATPServices,
  { type, operation, payload }: WireCallback,
  signal: AbortSignal,
): Promise<JSONValue | SandboxError> {
  const call = serviceCall(services, `${type}.${operation}`, payload, signal);
  if (call === undefined) return sandboxError(`${type}.${operation}: service not provided by this client`);
  try {
    const outcome = await race({ signal }, call);
    return 'value' in outcome ? toJSON(outcome.value) : sandboxError('The execution was aborted.');
  } catch (error) {
    void notify(() => services.onError?.(error, { source: type === 'llm' ? 'llm' : 'embedding' }));
    return sandboxError(errorMessage(error) ?? `${type}.${operation} failed.`);
  }
}

/** Returns the service's call, which throws if an argument of the code has another type. */
function serviceCall(
  { llm, embedding }: ATPServices,
  name: string,
  payload: unknown,
  signal: AbortSignal,
): (() => unknown) | undefined {
  // In a batch the server sends only the first argument.
  const fields: Fields = isObject(payload) ? payload : { text: payload, query: payload };
  const options = { ...readOptions(isObject(fields.options) ? fields.options : fields), signal };
  const calls: Record<string, (() => unknown) | undefined> = {
    'llm.call': llm && (() => llm.call(readString(fields, 'prompt'), options)),
    'llm.extract':
      llm?.extract && (() => llm.extract?.(readString(fields, 'prompt'), readObject(fields, 'schema'), options)),
    'llm.classify':
      llm?.classify && (() => llm.classify?.(readString(fields, 'text'), readStrings(fields, 'categories'), options)),
    'embedding.embed': embedding && (() => embedding.embed(readString(fields, 'text'), { signal })),
    'embedding.search': embedding && (() => embedding.embed(readString(fields, 'query'), { signal })),
  };
  return calls[name];
}

type Fields = Readonly<Record<string, unknown>>;

/** Returns ATP's own options. Others, such as `apiKey` or `baseURL`, could redirect the client's model. */
function readOptions({ context, model, temperature, maxTokens, systemPrompt }: Fields): LLMOptions {
  return {
    ...(isObject(context) && { context }),
    ...(typeof model === 'string' && { model }),
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof maxTokens === 'number' && { maxTokens }),
    ...(typeof systemPrompt === 'string' && { systemPrompt }),
  };
}

function readString(fields: Fields, member: string): string {
  const value = fields[member];
  if (typeof value !== 'string') throw new TypeError(`${member} must be a string.`);
  return value;
}

function readObject(fields: Fields, member: string): Record<string, unknown> {
  const value = fields[member];
  if (!isObject(value)) throw new TypeError(`${member} must be an object.`);
  return value;
}

function readStrings(fields: Fields, member: string): string[] {
  const value = fields[member];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new TypeError(`${member} must be an array of strings.`);
  return value;
}
