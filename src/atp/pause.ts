import { ToolferryError } from '../errors.js';
import { toJSON } from '../result/to-json.js';
import { toText } from '../result/tool-result.js';
import { toolName } from '../tool/tool-name.js';
import type { Answer, JSONValue, Pause, PendingCall } from '../types.js';
import type { WireCallback, WireExecution } from './wire-types.js';

export const backendName = 'atp';

/** What a pause needs to be answered: whose it is, and for each thing the server waits for, how to answer it. */
export interface PauseState {
  readonly clientId: string;
  /** Counts the pauses of an execution: each is answered at most once. */
  readonly turn: number;
  readonly isBatch: boolean;
  readonly waits: readonly Wait[];
}
/** `service`: the client answers it without a tool (LLM, embedding). */
interface Wait {
  readonly id: string;
  readonly batchId?: string;
  readonly kind: 'tool' | 'approval' | 'service';
}

/** Reads what a paused execution waits for. Tool and approval calls become pending calls. */
export function toPause(execution: WireExecution, clientId: string, turn: number): Pause {
  const { executionId, needsCallback, needsCallbacks } = execution;
  const callbacks: readonly WireCallback[] = needsCallbacks ?? (needsCallback ? [needsCallback] : []);
  if (callbacks.length === 0) throw new ToolferryError('invalid_response', 'The ATP server paused for nothing.');
  const waits = callbacks.map(
    (callback): Wait => ({
      id: callId(executionId, callback),
      kind: kindOf(callback),
      ...(callback.id !== undefined && { batchId: callback.id }),
    }),
  );
  const state: PauseState = { clientId, turn, isBatch: needsCallbacks !== undefined, waits };
  const calls = callbacks.flatMap((callback, index) => toCall(callback, waits[index] as Wait));
  return { version: 1, backend: backendName, runId: executionId, calls, state: toJSON(state) };
}

/** The body of `/api/resume`: one result, or a batch of them with their ids. */
export function toResumeBody({ state }: Pause, answers: readonly Answer[]): Record<string, unknown> {
  const { isBatch, waits } = readState(state);
  const results = waits.map(({ id, batchId, kind }) => ({
    id: batchId,
    result: kind === 'service' ? noService : toWireResult(answers.find((answer) => answer.callId === id)),
  }));
  return isBatch ? { results } : { result: results[0]?.result };
}

/** Ends a paused execution without running its code again: the server fails it on these words and forgets it. */
export function toCancelBody({ state }: Pause): Record<string, unknown> {
  const { isBatch, waits } = readState(state);
  const result = failed('The client ended this execution: service not provided');
  return isBatch ? { results: waits.map(({ batchId }) => ({ id: batchId, result })) } : { result };
}

export function readState(state: JSONValue): PauseState {
  return state as unknown as PauseState;
}

const noService = failed('LLM or embedding service not provided by this client');

/** Single callbacks are numbered per type, so the type is part of the id. */
function callId(executionId: string, { id, type, payload }: WireCallback): string {
  return `${executionId}:${type}:${id ?? String(member(payload, 'sequenceNumber') ?? '')}`;
}

function kindOf({ type }: WireCallback): Wait['kind'] {
  return type === 'tool' || type === 'approval' ? type : 'service';
}

function toCall(callback: WireCallback, { id, kind }: Wait): PendingCall[] {
  if (kind === 'service') return [];
  return [kind === 'tool' ? { id, ...toolCall(callback) } : { id, ...approvalCall(callback), ask: 'approval' }];
}

/** In a batch there is no namespace, and a loop's members have the tool's name as operation and its input as payload. */
function toolCall({ operation, payload }: WireCallback): Pick<PendingCall, 'name' | 'input'> {
  const name = operation === 'call' ? member(payload, 'toolName') : operation;
  const namespace = operation === 'call' ? member(payload, 'namespace') : undefined;
  return {
    name: toolName({ name: String(name), namespace: typeof namespace === 'string' ? namespace : undefined }),
    input: operation === 'call' ? member(payload, 'input') : payload,
  };
}

/** A function of the server that wants approval, or sandbox code that asks by itself. */
function approvalCall({ payload }: WireCallback): Pick<PendingCall, 'name' | 'input' | 'message'> {
  const context = member(payload, 'context');
  const tool = member(context, 'tool');
  const group = member(context, 'group');
  return {
    name: typeof tool === 'string' ? toolName({ name: tool, namespace: String(group ?? '') }) : 'approval',
    input: (typeof tool === 'string' ? member(context, 'params') : context) ?? {},
    message: String(member(payload, 'message') ?? 'the server asks for approval'),
  };
}

/** `null` for nothing: the server drops `undefined` and asks for the same call again, without end. */
function toWireResult(answer: Answer | undefined): unknown {
  if (answer === undefined) return failed('The client has no answer for this call');
  if ('approved' in answer)
    return { approved: answer.approved, timestamp: Date.now(), ...(answer.reason && { response: answer.reason }) };
  // These words would end the whole execution.
  if (answer.error) return failed(answer.error.message.replaceAll('service not provided', 'service was not provided'));
  return answer.output === null && answer.content ? toText(answer) : answer.output;
}

/** Thrown in the sandbox, where code can catch it. */
function failed(message: string): { readonly __error: true; readonly message: string } {
  return { __error: true, message };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
