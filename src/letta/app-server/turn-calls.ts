import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';
import { failure } from '../../result/failure.js';
import type { Bridge, RunEvent, RunSession, ToolCall, ToolResult } from '../../types.js';
import { longestCallMs } from './external-tools.js';

/** The calls of one turn that the server asks this process to run. */
export interface TurnCalls {
  readonly session: RunSession;
  /** Never rejects. A call that was asked before gets the same answer, and its handler does not run twice. */
  run(call: ToolCall): Promise<ToolResult>;
}

/** Runs calls at the same time, with the bridge's tools of now, until `signal` aborts. */
export function openTurnCalls(bridge: Bridge, signal: AbortSignal, onEvent: (event: RunEvent) => void): TurnCalls {
  const late = new Set<string>();
  const explain = (call: ToolCall, result: ToolResult): ToolResult =>
    late.has(call.id) && result.error?.code === 'aborted' ? tooLate(call) : result;
  const session = bridge.openRun({
    onEvent: (event) =>
      onEvent(event.type === 'call-finished' ? { ...event, result: explain(event.call, event.result) } : event),
  });

  const run = async (call: ToolCall): Promise<ToolResult> => {
    const outcome = await race({ signal, timeoutMs: longestCallMs }, (ownSignal) => {
      const own = ownSignal();
      own.addEventListener('abort', () => !signal.aborted && late.add(call.id));
      return session.answer([call], { signal: own });
    });
    if ('value' in outcome) return explain(call, outcome.value[0] as ToolResult);
    return outcome.stopped === 'timeout' ? tooLate(call) : failure(call, 'aborted', `"${call.name}" was aborted.`);
  };
  return { session, run: (call) => run(call).catch((error: unknown) => refused(call, error)) };
}

function tooLate(call: ToolCall): ToolResult {
  const seconds = longestCallMs / 1000;
  const message = `"${call.name}" did not finish within ${seconds} s, the longest that the server waits.`;
  return failure(call, 'timeout', message);
}

/** A conflict ends only this call: the server's other calls are not affected. */
function refused(call: ToolCall, error: unknown): ToolResult {
  const code = ToolferryError.isInstance(error) ? error.code : 'failed';
  return failure(call, code, errorMessage(error) ?? `"${call.name}" failed.`);
}
