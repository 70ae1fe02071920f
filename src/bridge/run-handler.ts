import { notify } from '../async/notify.js';
import { concludeRace } from '../async/race.js';
import { isBubbleUp, ToolferryError } from '../errors.js';
import { errorMessage } from '../result/error-message.js';
import { failure } from '../result/failure.js';
import { toJSON } from '../result/to-json.js';
import { shapeResult } from '../result/tool-result.js';
import type { ClientTool, ExecuteOptions, JSONValue, ToolCall, ToolResult } from '../types.js';
import type { CheckedCall } from './check-call.js';
import type { Rules } from './rules.js';

/** Runs the handler with its signal and time-out, and returns exactly one result for every outcome. */
export function runHandler(
  { limits, timeoutMs: timeLimit }: Pick<Rules, 'limits' | 'timeoutMs'>,
  tool: ClientTool,
  { call, value }: CheckedCall,
  { signal, caller, onProgress }: ExecuteOptions,
): ToolResult | Promise<ToolResult> {
  const timeoutMs = timeLimit(tool);
  let isOver = false;
  const progress = (update: unknown): void => {
    if (!isOver) void notify(() => onProgress?.(toJSON(update)));
  };
  return concludeRace(
    { signal, timeoutMs },
    (ownSignal) => tool.handler?.(value, { toolCallId: call.id, signal: ownSignal, progress, caller }),
    (ending) => {
      isOver = true;
      if ('error' in ending) return thrown(call, ending.error);
      return 'stopped' in ending
        ? stopped(call, ending.stopped, timeoutMs)
        : shape(call, ending.value, limits.outputNodes);
    },
  );
}

function stopped(call: ToolCall, why: 'aborted' | 'timeout', timeoutMs: number): ToolResult {
  return why === 'aborted'
    ? failure(call, 'aborted', `"${call.name}" was aborted.`)
    : failure(call, 'timeout', `"${call.name}" did not finish within ${timeoutMs} ms.`);
}

function shape(call: ToolCall, value: unknown, maxNodes: number): ToolResult {
  try {
    return shapeResult(call, value, maxNodes);
  } catch (error) {
    const why = ToolferryError.isInstance(error) ? error.message : 'The value could not be read.';
    return failure(call, 'invalid_output', `"${call.name}" returned a value that is not JSON. ${why}`);
  }
}

/** Returns the handler's message as written: the first line, capped; never its stack or cause. */
function thrown(call: ToolCall, error: unknown): ToolResult {
  if (isBubbleUp(error)) throw error;
  const code = ToolferryError.isInstance(error) ? error.code : 'failed';
  const message = errorMessage(error) ?? `"${call.name}" failed without a message.`;
  return failure(call, code, message, ToolferryError.isInstance(error) ? dataOf(error) : undefined);
}

function dataOf({ data }: ToolferryError): JSONValue | undefined {
  try {
    return data === undefined ? undefined : toJSON(data);
  } catch {
    return undefined;
  }
}
