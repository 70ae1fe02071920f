import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { failure } from '../../result/failure.js';
import type { Bridge, RunEvent, RunSession, ToolCall, ToolResult } from '../../types.js';
import { longestCallMs } from './external-tools.js';

/** Runs the calls of one turn that the server sends to this process. */
export interface TurnCalls {
  readonly session: RunSession;
  /** Never rejects. A repeated call gets the same answer, and its handler does not run twice. */
  run(call: ToolCall): Promise<ToolResult>;
}

/** Opens a session with the bridge's current tools. Its calls run concurrently until `signal` aborts. */
export function openTurnCalls(bridge: Bridge, signal: AbortSignal, onEvent: (event: RunEvent) => void): TurnCalls {
  const timedOut = new Set<string>();
  const explain = (call: ToolCall, result: ToolResult): ToolResult =>
    timedOut.has(call.id) && result.error?.code === 'aborted' ? timeLimitExceeded(call) : result;
  const session = bridge.openRun({
    onEvent: (event) =>
      onEvent(event.type === 'call-finished' ? { ...event, result: explain(event.call, event.result) } : event),
  });

  const run = async (call: ToolCall): Promise<ToolResult> => {
    const outcome = await race({ signal, timeoutMs: longestCallMs }, (callSignal) => {
      callSignal.addEventListener('abort', () => !signal.aborted && timedOut.add(call.id));
      return session.answer([call], { signal: callSignal });
    });
    if ('value' in outcome) return explain(call, outcome.value[0] as ToolResult);
    return outcome.stopped === 'timeout'
      ? timeLimitExceeded(call)
      : failure(call, 'aborted', `"${call.name}" was aborted.`);
  };
  return { session, run: (call) => run(call).catch((error: unknown) => failedCall(call, error)) };
}

function timeLimitExceeded(call: ToolCall): ToolResult {
  const seconds = longestCallMs / 1000;
  const message = `"${call.name}" did not finish within ${seconds} s, the longest that the server waits for a result.`;
  return failure(call, 'timeout', message);
}

/** A conflict ends only this call: the server's other calls are not affected. */
function failedCall(call: ToolCall, error: unknown): ToolResult {
  const code = ToolferryError.isInstance(error) ? error.code : 'failed';
  return failure(call, code, errorMessage(error) ?? `"${call.name}" failed.`);
}
