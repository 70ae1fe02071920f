import { ToolferryError } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import { toText } from '../result/to-text.js';
import { toolName } from '../tool/tool-name.js';
import type { Answer, JSONValue, Pause, PendingCall } from '../types.js';
import { getProperty } from '../unknown.js';
import { failed } from './services.js';
import type { WireCallback, WireExecution } from './wire-types.js';

export const backendName = 'atp';

/** What a pause needs to be answered: whose it is, and what the server waits for, in its order. */
export interface PauseState {
  readonly clientId: string;
  /** Counts the pauses of an execution: each is answered at most once. */
  readonly turn: number;
  /** LLM calls of the execution so far, those of this pause included. */
  readonly llmCalls: number;
  readonly isBatch: boolean;
  readonly waits: readonly Wait[];
}

/** A tool or approval call by its id here, or a service call as it came. */
interface Wait {
  readonly id: string;
  readonly batchId?: string;
  readonly service?: WireCallback;
}

/** Where a pause stands in its execution. */
export type PauseOf = Pick<PauseState, 'clientId' | 'turn' | 'llmCalls'>;

/** Reads what a paused execution waits for. Tool and approval calls become pending calls; services are answered beside them. */
export function toPause(execution: WireExecution, { clientId, turn, llmCalls }: PauseOf): Pause {
  const { executionId, needsCallback, needsCallbacks } = execution;
  const callbacks: readonly WireCallback[] = needsCallbacks ?? (needsCallback ? [needsCallback] : []);
  if (callbacks.length === 0) throw new ToolferryError('invalid_response', 'The ATP server paused for nothing.');
  const waits = callbacks.map((callback): Wait => {
    const { id: batchId } = callback;
    return {
      id: callIdOf(executionId, callback),
      ...(batchId !== undefined && { batchId }),
      ...(isService(callback) && { service: callback }),
    };
  });
  const state: PauseState = {
    clientId,
    turn,
    llmCalls: llmCalls + callbacks.filter(({ type }) => type === 'llm').length,
    isBatch: needsCallbacks !== undefined,
    waits,
  };
  const calls = callbacks.flatMap((callback) => toCall(callback, callIdOf(executionId, callback)));
  return { version: 1, backend: backendName, runId: executionId, calls, state: toJSON(state) };
}

/** The body of `/api/resume`: one result, or a batch of them with their ids. */
export function toResumeBody({ isBatch, waits }: PauseState, results: readonly unknown[]): Record<string, unknown> {
  return isBatch
    ? { results: waits.map(({ batchId }, index) => ({ id: batchId, result: results[index] })) }
    : { result: results[0] };
}

/** Ends a paused execution without running its code again: the server fails it on these words and forgets it. */
export function toCancelBody(state: PauseState): Record<string, unknown> {
  const ended = failed('The client ended this execution: service not provided');
  return toResumeBody(
    state,
    state.waits.map(() => ended),
  );
}

export function readState(state: JSONValue): PauseState {
  return state as unknown as PauseState;
}

/** `null` for nothing: the server drops `undefined` and asks for the same call again, without end. */
export function toWireResult(answer: Answer | undefined): unknown {
  if (answer === undefined) return failed('The client has no answer for this call.');
  if ('approved' in answer)
    return { approved: answer.approved, timestamp: Date.now(), ...(answer.reason && { response: answer.reason }) };
  // These words would end the whole execution.
  if (answer.error) return failed(answer.error.message.replaceAll('service not provided', 'service was not provided'));
  return answer.output === null && answer.content ? toText(answer) : answer.output;
}

/** Single callbacks are numbered per type, so the type is part of the id. */
function callIdOf(executionId: string, { id, type, payload }: WireCallback): string {
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

/** In a batch there is no namespace, and a loop's members have the tool's name as operation and its input as payload. */
function toolCall({ operation, payload }: WireCallback): Pick<PendingCall, 'name' | 'input'> {
  if (operation !== 'call') return { name: toolName({ name: operation }), input: payload };
  const namespace = getProperty(payload, 'namespace');
  return {
    name: toolName({
      name: String(getProperty(payload, 'toolName')),
      namespace: typeof namespace === 'string' ? namespace : undefined,
    }),
    input: getProperty(payload, 'input'),
  };
}

/** A function of the server that wants approval, or sandbox code that asks by itself. */
function approvalCall({ payload }: WireCallback): Pick<PendingCall, 'name' | 'input' | 'message'> {
  const context = getProperty(payload, 'context');
  const tool = getProperty(context, 'tool');
  const ofFunction = typeof tool === 'string';
  return {
    name: ofFunction ? toolName({ name: tool, namespace: String(getProperty(context, 'group') ?? '') }) : 'approval',
    input: (ofFunction ? getProperty(context, 'params') : context) ?? {},
    // In a batch the payload is the message itself, and the context is not sent.
    message: typeof payload === 'string' ? payload : String(getProperty(payload, 'message')),
  };
}
