import { notify } from '../async/notify.js';
import { concludeRace } from '../async/race.js';
import { codeOf, isBubbleUp, ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { toJSON } from '../result/to-json.js';
import { shapeResult } from '../result/tool-result.js';
import type { ClientTool, JSONValue, ToolCall, ToolResult } from '../types.js';
import type { CheckedCall } from './check-call.js';
import type { Rules } from './rules.js';
import { type CallOptions, inCall, type Report } from './watch.js';

/** Runs the handler with its signal and time-out, and returns exactly one result for every outcome. */
export function runHandler(
  { limits, timeoutMs: timeLimit, report }: Pick<Rules, 'limits' | 'timeoutMs' | 'report'>,
  tool: ClientTool,
  { call, value }: CheckedCall,
  { signal, caller, onProgress, emit, idempotencyKey }: CallOptions,
): ToolResult | Promise<ToolResult> {
  const timeoutMs = timeLimit(tool);
  let isOver = false;
  const progress = (update: unknown): void => {
    if (isOver || (onProgress === undefined && emit === undefined)) return;
    void notify(() => {
      const shown = toJSON(update);
      emit?.({ type: 'call-progress', call, value: shown });
      return onProgress?.(shown);
    });
  };
  return concludeRace(
    { signal, timeoutMs },
    (ownSignal) => tool.handler?.(value, { toolCallId: call.id, signal: ownSignal, progress, caller, idempotencyKey }),
    (ending) => {
      isOver = true;
      if ('error' in ending) return thrown(call, ending.error, report);
      return 'stopped' in ending
        ? stopped(call, ending.stopped, timeoutMs)
        : shape(call, ending.value, limits.outputNodes, report);
    },
  );
}

function stopped(call: ToolCall, why: 'aborted' | 'timeout', timeoutMs: number): ToolResult {
  return why === 'aborted'
    ? failure(call, 'aborted', `"${call.name}" was aborted.`)
    : failure(call, 'timeout', `"${call.name}" did not finish within ${timeoutMs} ms.`);
}

function shape(call: ToolCall, value: unknown, maxNodes: number, report: Report): ToolResult {
  try {
    return shapeResult(call, value, maxNodes);
  } catch (error) {
    report(error, inCall('handler', call));
    const why = ToolferryError.isInstance(error) ? error.message : 'The value could not be read.';
    return failure(call, 'invalid_output', `"${call.name}" returned a value that is not JSON. ${why}`, {
      cause: error,
    });
  }
}

function thrown(call: ToolCall, error: unknown, report: Report): ToolResult {
  if (isBubbleUp(error)) throw error;
  report(error, inCall('handler', call));
  const message = errorMessage(error) ?? `"${call.name}" failed without a message.`;
  const code = attempt(() => codeOf(error)) ?? 'failed';
  const data = attempt(() => dataOf(error));
  return failure(call, code, message, { data, cause: error });
}

function dataOf(error: unknown): JSONValue | undefined {
  return ToolferryError.isInstance(error) && error.data !== undefined ? toJSON(error.data) : undefined;
}

/** Reading from a Proxy or a getter can throw, and data need not be JSON. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
