import { ToolferryError } from '../errors.js';
import { getProperty, isObject } from '../unknown.js';
import { invalidResponse, readJSON } from './invalid-response.js';
import type { WireCallback, WireExecution } from './wire-types.js';

/**
 * Returns the callbacks that a paused execution waits for, as JSON that nothing else refers to. Throws a ToolferryError
 * `too_many_calls` if there are more than `maxCalls`, and `invalid_response` unless each of them can be answered. The arguments of LLM and embedding calls are the code's own, so only
 * that call fails if they are invalid.
 */
export function readCallbacks(
  { needsCallback, needsCallbacks }: WireExecution,
  maxCalls: number,
): readonly WireCallback[] {
  if (needsCallbacks === undefined) return [readSingle(needsCallback)];
  if (!Array.isArray(needsCallbacks) || needsCallbacks.length === 0) throw malformed('an empty or invalid batch');
  if (needsCallbacks.length > maxCalls) throw tooManyCalls(needsCallbacks.length, maxCalls);
  return needsCallbacks.map(readBatched);
}

/** Returns the number of the batch that an execution waits for, if the server sends its history (0.19.17 does). */
export function readBatchNumber({ callbackHistory }: WireExecution): number | undefined {
  const number = getProperty(Array.isArray(callbackHistory) ? callbackHistory.at(-1) : undefined, 'sequenceNumber');
  return typeof number === 'number' ? number : undefined;
}

/** A single callback is identified by its sequence number. */
function readSingle(received: unknown): WireCallback {
  if (received === undefined) throw malformed('no callback');
  const callback = readCallback(received);
  const { payload } = callback;
  if (!isObject(payload) || typeof payload.sequenceNumber !== 'number')
    throw malformed('a callback without a payload and sequence number');
  const { id: _, ...single } = callback;
  return single;
}

function readBatched(received: unknown): WireCallback & { readonly id: string } {
  const callback = readCallback(received);
  const { id } = callback;
  if (!isName(id)) throw malformed('a callback without an id in a batch');
  return { ...callback, id };
}

function readCallback(received: unknown): WireCallback {
  const callback = readJSON(received);
  if (!isObject(callback)) throw malformed('a callback that is not an object');
  const { id, type, operation, payload } = callback;
  if (!isName(type) || !isName(operation)) throw malformed('a callback without a type or operation');
  if (type === 'tool' && operation === 'call') checkToolCall(payload);
  return { ...(typeof id === 'string' && { id }), type, operation, payload };
}

function checkToolCall(payload: unknown): void {
  if (!isObject(payload) || !isName(payload.toolName)) throw malformed('a tool call without the name of a tool');
  const { namespace } = payload;
  if (namespace !== undefined && typeof namespace !== 'string')
    throw malformed('a tool call with an invalid namespace');
}

/** Names and ids go into error messages and events, so an endless one is refused. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1000;
}

function malformed(what: string): Error {
  return invalidResponse(`The ATP server paused an execution with ${what}. No call of this pause was run.`);
}

function tooManyCalls(count: number, maxCalls: number): ToolferryError {
  const message = `The execution was cancelled: the ATP server paused it with ${count} calls at once, and the maximum is ${maxCalls}. Make fewer calls at a time, or raise maxCallsPerPause of connectATP().`;
  return new ToolferryError('too_many_calls', message, { data: { count, maxCalls } });
}
