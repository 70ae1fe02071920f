import { race } from '../async/race.js';
import { failure } from '../result/failure.js';
import { shapeResult } from '../result/tool-result.js';
import type { ClientTool, ErrorContext, RecordedCall, ToolCall, ToolResult } from '../types.js';

/** Returns whether a call may run twice. Only the local definition counts: a server's marks are never read as these. */
export function isSafeToRepeat({ idempotent, metadata }: ClientTool): boolean {
  return idempotent === true || metadata?.operationType === 'read';
}

/**
 * Returns the result of a call that was cut off; undefined if it never took effect and may run. One that is aborted before its
 * outcome is known is `aborted`, and stays cut off.
 */
export async function resultOf(recorded: RecordedCall, idempotencyKey: string): Promise<ToolResult | undefined> {
  const { call, maxNodes, onError } = recorded;
  try {
    const ending = await lookUp(recorded, idempotencyKey);
    if ('stopped' in ending && ending.stopped === 'aborted') return abortedLookUp(call);
    const outcome = 'value' in ending ? ending.value : undefined;
    if (outcome === 'not-started') return undefined;
    if (typeof outcome === 'object' && 'output' in outcome) return shapeResult(call, outcome.output, maxNodes);
  } catch (error) {
    onError(error, inLookUp(call));
  }
  return outcomeUnknown(call);
}

function lookUp({ tool, call, value, signal, caller, timeoutMs }: RecordedCall, idempotencyKey: string) {
  return race({ signal, timeoutMs }, (ownSignal) =>
    tool.lookUpOutcome?.(value, { toolCallId: call.id, signal: ownSignal, progress() {}, caller, idempotencyKey }),
  );
}

function abortedLookUp(call: ToolCall): ToolResult {
  return failure(call, 'aborted', `"${call.name}" was aborted before it was known whether it ran.`);
}

function inLookUp({ name, id }: ToolCall): ErrorContext {
  return { source: 'lookUpOutcome', toolName: name, toolCallId: id };
}

/** Returns the result of a call that was started by a process that ended before its result was recorded. */
export function outcomeUnknown(call: ToolCall): ToolResult {
  const message = `Nobody knows whether "${call.name}" ran: the process that started it ended before its result was recorded. Find out before you call it again, or ask the user.`;
  return failure(call, 'outcome_unknown', message);
}
