import { race } from '../async/race.js';
import { failure } from '../result/failure.js';
import { shapeResult } from '../result/tool-result.js';
import type { ClientTool, ErrorContext, Outcome, RecordedCall, ToolCall, ToolResult } from '../types.js';

/** Whether a call may run twice. Only the local definition counts: a server's marks are never read as these. */
export function isSafeToRepeat({ idempotent, metadata }: ClientTool): boolean {
  return idempotent === true || metadata?.operationType === 'read';
}

/** Returns the result of a call that was cut off; undefined if it never took effect and may run. */
export async function resultOf(recorded: RecordedCall, idempotencyKey: string): Promise<ToolResult | undefined> {
  const { call, maxNodes, onError } = recorded;
  try {
    const outcome = await lookUp(recorded, idempotencyKey);
    if (outcome === 'not-started') return undefined;
    if (typeof outcome === 'object' && 'output' in outcome) return shapeResult(call, outcome.output, maxNodes);
  } catch (error) {
    onError(error, inLookUp(call));
  }
  return outcomeUnknown(call);
}

async function lookUp(
  { tool, call, value, signal, caller, timeoutMs }: RecordedCall,
  idempotencyKey: string,
): Promise<Outcome> {
  const outcome = await race({ signal, timeoutMs }, (ownSignal) =>
    tool.lookUpOutcome?.(value, { toolCallId: call.id, signal: ownSignal, progress() {}, caller, idempotencyKey }),
  );
  return 'value' in outcome ? outcome.value : undefined;
}

function inLookUp({ name, id }: ToolCall): ErrorContext {
  return { source: 'lookUpOutcome', toolName: name, toolCallId: id };
}

/** The result of a call that was started by a process that ended before its result was recorded. */
export function outcomeUnknown(call: ToolCall): ToolResult {
  const message = `Nobody knows whether "${call.name}" ran: the process that started it ended before its result was recorded. Find out before you call it again, or ask the user.`;
  return failure(call, 'outcome_unknown', message);
}
