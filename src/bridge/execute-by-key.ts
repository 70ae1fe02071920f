import type { ExecuteOptions, ToolCall, ToolResult } from '../types.js';
import { executeSteps, watchCall } from './execute.js';
import type { Rules } from './rules.js';

/** Runs the call of a key once. Each repeat returns the recorded result, or waits for the call that runs. */
export async function executeByKey(
  rules: Rules,
  call: ToolCall,
  key: string,
  options: ExecuteOptions,
): Promise<ToolResult> {
  const { journal, emit, report, limits } = rules;
  if (journal === undefined)
    throw new TypeError('key: only a call with a journal has one. Pass journal to createBridge().');
  const onError = (error: unknown) => report(error, { source: 'journal', toolName: call.name, toolCallId: call.id });
  const once = { key, call, maxNodes: limits.inputNodes, signal: options.signal, onError };
  return watchCall(emit, call, () =>
    journal.once(once, async (record, recorded) => {
      const earlier = record.decision(recorded.id);
      const approve = earlier ? () => earlier : (options.approve ?? rules.approve);
      return executeSteps(rules, recorded, { ...options, emit, record, approve });
    }),
  );
}
