import { answerCalls } from '../../bridge/answer-calls.js';
import type { Rules } from '../../bridge/execute.js';
import { within } from '../../bridge/within.js';
import { errorMessage } from '../../result/error-message.js';
import { failure } from '../../result/failure.js';
import type { RunEvent, ToolCall, ToolResult } from '../../types.js';
import { longestCallMs } from './external-tools.js';

/** Runs calls of the server. */
export interface CallScope {
  /** Never rejects. A call that was asked before gets the same answer, and its handler does not run twice. */
  run(call: ToolCall): Promise<ToolResult>;
}

interface Asked {
  readonly fingerprint: string;
  readonly result: Promise<ToolResult>;
}

/** A scope for the calls of one turn: side by side, under the bridge's rules, until `signal` aborts. */
export function openCallScope(rules: Rules, signal: AbortSignal, tell: (event: RunEvent) => void): CallScope {
  const calls = new Map<string, Asked>();
  return {
    run(call) {
      const fingerprint = JSON.stringify([call.name, call.input]);
      const asked = calls.get(call.id);
      if (asked?.fingerprint === fingerprint) return asked.result;
      if (asked) return Promise.resolve(conflict(call));
      const result = runCall(rules, signal, tell, call).catch((error: unknown) => failed(call, error));
      calls.set(call.id, { fingerprint, result });
      return result;
    },
  };
}

async function runCall(
  rules: Rules,
  signal: AbortSignal,
  tell: (event: RunEvent) => void,
  call: ToolCall,
): Promise<ToolResult> {
  let isLate = false;
  const explain = (result: ToolResult): ToolResult =>
    isLate && result.error?.code === 'aborted' ? late(call) : result;
  const tellExplained = (event: RunEvent): void =>
    tell(event.type === 'call-finished' ? { ...event, result: explain(event.result) } : event);

  const outcome = await within({ signal, timeoutMs: longestCallMs }, (own) => {
    own.addEventListener('abort', () => {
      isLate = !signal.aborted;
    });
    return answerCalls({ rules, journal: new Map(), signal: own, tell: tellExplained }, [call]);
  });
  if ('value' in outcome) return explain(outcome.value[0] as ToolResult);
  return outcome.stopped === 'timeout' ? late(call) : failure(call, 'aborted', `"${call.name}" was aborted.`);
}

function late(call: ToolCall): ToolResult {
  const seconds = longestCallMs / 1000;
  return failure(
    call,
    'timeout',
    `"${call.name}" did not finish within ${seconds} s, the longest that the server waits.`,
  );
}

function conflict(call: ToolCall): ToolResult {
  return failure(
    call,
    'call_conflict',
    `The call ${call.id} of "${call.name}" was not run: another call of this turn has its id.`,
  );
}

function failed(call: ToolCall, error: unknown): ToolResult {
  return failure(call, 'failed', errorMessage(error) ?? `"${call.name}" failed.`);
}
