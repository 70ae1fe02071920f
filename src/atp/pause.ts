import { toText } from '../result/to-text.js';
import { toolName } from '../tool/tool-name.js';
import type { Answer, JSONValue, Pause, PendingCall } from '../types.js';
import { getProperty } from '../unknown.js';
import { readBatchNumber, readCallbacks } from './read-callbacks.js';
import { type SandboxError, sandboxError } from './services.js';
import type { WireCallback, WireExecution } from './wire-types.js';

export const backendName = 'atp';

/** The state of a pause: its session, and the callbacks that the server waits for, in the server's order. */
export interface PauseState {
  readonly clientId: string;
  /** Pauses of the execution so far, including this one. Each is answered at most once. */
  readonly pauses: number;
  /** LLM calls of the execution before this pause. */
  readonly llmCalls: number;
  /** Embeddings of the execution before this pause. */
  readonly embeddings: number;
  readonly isBatch: boolean;
  /** The server's number of a batch, whose callbacks have other ids each time that it is read. */
  readonly batch?: number | undefined;
  readonly callbacks: readonly AwaitedCallback[];
}

/** A callback that the server waits for. */
interface AwaitedCallback {
  readonly id: string;
  readonly batchId?: string;
  /** The callback itself, if it is an LLM or embedding call. */
  readonly service?: WireCallback;
  /** The result of the service call, if it was called but its result was not delivered. */
  readonly result?: unknown;
  /** The server function that waits for approval. */
  readonly approvalOf?: string;
}

/** The session of an execution, and how many pauses, LLM calls and embeddings it has had. */
export type ExecutionProgress = Pick<PauseState, 'clientId' | 'pauses' | 'llmCalls' | 'embeddings'>;

/**
 * Converts a paused execution. Tool and approval calls become pending calls; the backend answers the service calls. Throws
 * `invalid_response` if a callback cannot be answered, and `too_many_calls` if there are more than `maxCalls`.
 */
export function toPause(execution: WireExecution, progress: ExecutionProgress, maxCalls: number): Pause {
  const { executionId, needsCallbacks } = execution;
  const isBatch = needsCallbacks !== undefined;
  const batch = isBatch ? readBatchNumber(execution) : undefined;
  const received = readCallbacks(execution, maxCalls);
  const callbacks = received.map((callback): AwaitedCallback => {
    const { id: batchId } = callback;
    return {
      id: toolCallIdOf(executionId, callback),
      ...(batchId !== undefined && { batchId }),
      ...(isService(callback) && { service: callback }),
      ...(isApprovalOfFunction(callback) && { approvalOf: approvalCall(callback).name }),
    };
  });
  const state: PauseState = {
    ...progress,
    isBatch,
    ...(batch !== undefined && { batch }),
    callbacks,
  };
  const calls = received.flatMap((callback) => toCall(callback, toolCallIdOf(executionId, callback)));
  return { version: 1, backend: backendName, runId: executionId, calls, state: { ...state } as unknown as JSONValue };
}

/** Returns whether both are pauses of one execution at the same place of its code. */
export function isSamePause(one: PauseState, other: PauseState): boolean {
  if (one.batch !== undefined || other.batch !== undefined) return one.batch === other.batch;
  const ids = (state: PauseState) => JSON.stringify(state.callbacks.map(({ id }) => id));
  return ids(one) === ids(other);
}

/** Returns the state with the results of its service calls. */
export function addServiceResults(state: PauseState, results: readonly unknown[]): JSONValue {
  const callbacks = state.callbacks.map((callback, index) =>
    callback.service === undefined ? callback : { ...callback, result: results[index] },
  );
  return { ...state, callbacks } as unknown as JSONValue;
}

/** Returns the progress of an execution once this pause is answered. */
export function progressAfter({ clientId, pauses, llmCalls, embeddings, callbacks }: PauseState): ExecutionProgress {
  const count = (type: string) => callbacks.filter(({ service }) => service?.type === type).length;
  return {
    clientId,
    pauses,
    llmCalls: llmCalls + count('llm'),
    embeddings: embeddings + count('embedding'),
  };
}

/** Returns the body of `/api/resume`: one result, or a batch of results with their ids. */
export function toResumeBody({ isBatch, callbacks }: PauseState, results: readonly unknown[]): Record<string, unknown> {
  return isBatch
    ? { results: callbacks.map(({ batchId }, index) => ({ id: batchId, result: results[index] })) }
    : { result: results[0] };
}

/** The answer that ends a paused execution without running its code: the server fails it because of this message. */
export const cancelled: SandboxError = sandboxError('The client cancelled this execution: service not provided');

/** Returns the body that ends a paused execution. */
export function toCancelBody(state: PauseState): Record<string, unknown> {
  return toResumeBody(
    state,
    state.callbacks.map(() => cancelled),
  );
}

export function readState(state: JSONValue): PauseState {
  return state as unknown as PauseState;
}

/** Returns `null` where there is no output: the server drops `undefined` and repeats the call forever. */
export function toWireResult(answer: Answer | undefined, { approvalOf }: AwaitedCallback): unknown {
  if (answer === undefined) return sandboxError('The client returned no answer to this call.');
  if ('approved' in answer && answer.undecided && approvalOf !== undefined) return undecided(approvalOf, answer.reason);
  if ('approved' in answer)
    return { approved: answer.approved, timestamp: Date.now(), ...(answer.reason && { response: answer.reason }) };
  // The server fails the whole execution if a message contains this phrase.
  if (answer.error)
    return sandboxError(answer.error.message.replaceAll('service not provided', 'service was not provided'));
  return answer.output === null && answer.content ? toText(answer) : answer.output;
}

/**
 * Ends the execution, as the official client does if nobody can approve a server function. To any other no, whatever its reason,
 * the server reports in the sandbox that the user denied it (0.19.17).
 */
function undecided(name: string, reason = 'nobody decided about it'): SandboxError {
  return sandboxError(`"${name}" was not run: ${reason}. (approval: service not provided by this client)`);
}

/** The server numbers single callbacks per type, so the type is part of the id. */
function toolCallIdOf(executionId: string, { id, type, payload }: WireCallback): string {
  return `${executionId}:${type}:${id ?? String(getProperty(payload, 'sequenceNumber') ?? '')}`;
}

function isService({ type }: WireCallback): boolean {
  return type !== 'tool' && type !== 'approval';
}

function toCall(callback: WireCallback, id: string): PendingCall[] {
  if (isService(callback)) return [];
  return [
    callback.type === 'tool' ? { id, ...toolCall(callback) } : { id, ...approvalCall(callback), ask: 'approval' },
  ];
}

/** A batch carries no namespace. Calls of a loop have the tool's name as `operation` and its input as `payload`. */
function toolCall({ operation, payload }: WireCallback): Pick<PendingCall, 'name' | 'input'> {
  if (operation !== 'call') return { name: toolName({ name: operation }), input: payload };
  const namespace = getProperty(payload, 'namespace');
  return {
    name: toolName({
      name: String(getProperty(payload, 'toolName')),
      namespace: textOf(namespace),
    }),
    input: getProperty(payload, 'input'),
  };
}

/** Reads a request for approval, of a server function or of the sandbox code itself. */
function approvalCall({ payload }: WireCallback): Pick<PendingCall, 'name' | 'input' | 'message'> {
  const context = getProperty(payload, 'context');
  const tool = functionOf(payload);
  const isForFunction = tool !== undefined;
  // In a batch the payload is the message itself, without the context.
  const message = textOf(payload) ?? textOf(getProperty(payload, 'message'));
  return {
    name: isForFunction ? toolName({ name: tool, namespace: textOf(getProperty(context, 'group')) }) : 'approval',
    input: (isForFunction ? getProperty(context, 'params') : context) ?? {},
    ...(message !== undefined && { message }),
  };
}

function isApprovalOfFunction({ type, payload }: WireCallback): boolean {
  return type === 'approval' && functionOf(payload) !== undefined;
}

/** Returns the server function that a request for approval is about; undefined if the sandbox code itself asks. */
function functionOf(payload: unknown): string | undefined {
  return textOf(getProperty(getProperty(payload, 'context'), 'tool'));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
