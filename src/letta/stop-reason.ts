import { ToolferryError } from '../errors.js';

/** Ends for which a turn is over without having failed. */
const goodEnds = ['end_turn', 'max_steps', 'max_tokens_exceeded', 'no_tool_call', 'tool_rule', 'cancelled'];

/** The stop reason of a run whose model failed. */
export const modelFailed = 'llm_api_error';

/** Whether a turn that ended with this is over without having failed. */
export function isGoodEnd(stopReason: string | undefined): boolean {
  return goodEnds.includes(stopReason ?? '');
}

/** A run that ended for a reason that is no success, without an error that says more. */
export function stopError(stopReason: string): ToolferryError {
  const code = stopReason === modelFailed ? 'model_error' : 'run_failed';
  return new ToolferryError(code, `The agent's run ended with "${stopReason}".`, { data: { stopReason } });
}
