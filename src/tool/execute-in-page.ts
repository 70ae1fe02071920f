import { sleep } from '../async/sleep.js';
import { failure } from '../result/failure.js';
import type { Bridge, ToolCall, ToolResult } from '../types.js';
import { type CallScope, callKey } from './call-key.js';

/** Milliseconds between two looks at a call that another tab runs, on pages without TLS: elsewhere the journal waits for that tab. */
const retryMs = 1_000;

/** Executes a call of a page. One with a scope runs once, however often it is passed, and in all tabs. Never rejects. */
export async function executeInPage(bridge: Bridge, call: ToolCall, scope?: CallScope): Promise<ToolResult> {
  try {
    return await (scope ? executeInThread(bridge, call, scope) : bridge.execute(call));
  } catch (error) {
    globalThis.reportError?.(error);
    return unanswered(call);
  }
}

async function executeInThread(bridge: Bridge, call: ToolCall, scope: CallScope): Promise<ToolResult> {
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

/** Returns the result of a call for which the bridge has none: its handler interrupts a graph, which a page does not have. */
function unanswered(call: ToolCall): ToolResult {
  const message = `Nobody knows whether "${call.name}" ran: its call in the page has no result. Find out before you call it again, or ask the user.`;
  return failure(call, 'outcome_unknown', message);
}
