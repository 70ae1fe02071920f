import { sleep } from '../async/sleep.js';
import type { Bridge, ToolCall, ToolResult } from '../types.js';
import { type CallScope, callKey } from './call-key.js';

/** Milliseconds between two looks at a call that another tab runs, on pages without TLS: elsewhere the journal waits for that tab. */
const retryMs = 1_000;

/** Executes a call of a page once, and waits for another tab that runs it. */
export async function executeInPage(bridge: Bridge, call: ToolCall, scope: CallScope): Promise<ToolResult> {
  const key = await callKey(scope, call.id);
  for (;;) {
    const result = await bridge.execute(call, { key });
    if (!isElsewhere(result)) return result;
    await sleep(retryMs);
  }
}

/** Returns whether another tab runs the call, or took it over before it started here. That tab records its result. */
function isElsewhere({ error }: ToolResult): boolean {
  return error?.code === 'already_resumed' || error?.code === 'run_taken';
}
