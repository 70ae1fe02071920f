import { isBubbleUp } from '../../errors.js';
import { failure } from '../../result/failure.js';
import type { Bridge, ClientTool, ToolCall, ToolResult } from '../../types.js';
import { type CallConfig, toolCallIdOf } from './langchain-tool.js';
import { readHeadlessAnswer } from './read-headless-answer.js';

/** More answers than any run has. An `interrupt` that never pauses must not loop forever. */
const maxAnswers = 1000;

/**
 * Interrupts the graph until the process that has the handler answers this call.
 *
 * The interrupt has the format of LangChain's headless tools, so `useStream({ tools })` answers it. Answers are keyed
 * by tool call id, because LangGraph matches resume values by the order of `interrupt()` calls, which can differ from
 * the order of the tool calls.
 */
export async function interruptForResult(
  bridge: Bridge,
  tool: ClientTool,
  call: ToolCall,
  config: CallConfig | undefined,
): Promise<ToolResult> {
  const check = await bridge.check(call, { tool, signal: config?.signal });
  if ('refused' in check) return check.refused;
  if (config?.interrupt === undefined)
    return cannotPause(call, 'it was not called by a LangGraph agent. Call it from one that has a checkpointer');
  if (toolCallIdOf(config) === undefined) return cannotPause(call, 'the call has no id. Pass a tool call with an id');
  return interruptUntilAnswered(check.call, config.interrupt);
}

function interruptUntilAnswered(
  { id, name, input }: ToolCall,
  interrupt: NonNullable<CallConfig['interrupt']>,
): ToolResult {
  const call = { id, name, input };
  try {
    for (let answers = 0; answers < maxAnswers; answers++) {
      const answer = interrupt({ type: 'tool', toolCall: { id, name, args: input } });
      if (typeof answer === 'object' && answer !== null && Object.hasOwn(answer, id))
        return readHeadlessAnswer(call, (answer as Record<string, unknown>)[id]);
    }
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    return cannotPause(call, error instanceof Error ? error.message.replace(/\n.*/s, '') : 'the interrupt failed');
  }
  return cannotPause(
    call,
    'the agent was resumed without an answer for this call. Resume it with an answer under the call id',
  );
}

function cannotPause(call: ToolCall, reason: string): ToolResult {
  const message = `"${call.name}" runs in another process, and the agent cannot wait for it: ${reason}.`;
  return failure(call, 'cannot_pause', message);
}
