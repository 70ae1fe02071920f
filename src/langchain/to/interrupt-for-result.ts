import { isBubbleUp } from '../../errors.js';
import { failure } from '../../result/failure.js';
import type { Bridge, ClientTool, ToolCall, ToolResult } from '../../types.js';
import { interruptUntilAnswered } from './interrupt-until-answered.js';
import { type CallConfig, toolCallIdOf } from './langchain-tool.js';
import { readHeadlessAnswer } from './read-headless-answer.js';

/**
 * Interrupts the graph until the process that has the handler answers this call. The interrupt has the format of LangChain's
 * headless tools, so `useStream({ tools })` answers it.
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
  return interruptForAnswer(check.call, config.interrupt);
}

function interruptForAnswer(
  { id, name, input }: ToolCall,
  interrupt: NonNullable<CallConfig['interrupt']>,
): ToolResult {
  const call = { id, name, input };
  try {
    const payload = { type: 'tool', toolCall: { id, name, args: input } };
    const answers = interruptUntilAnswered([call], interrupt, () => payload);
    if (answers.has(id)) return readHeadlessAnswer(call, answers.get(id));
  } catch (error) {
    if (isBubbleUp(error)) throw error;
    return cannotPause(call, interruptProblem(error));
  }
  return cannotPause(
    call,
    'the agent was resumed without an answer for this call. Resume it with an answer under the call id',
  );
}

/** Returns why the graph could not be interrupted. */
export function interruptProblem(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\n.*/s, '') : 'the interrupt failed';
}

function cannotPause(call: ToolCall, reason: string): ToolResult {
  const message = `"${call.name}" runs in another process, and the agent cannot wait for it: ${reason}.`;
  return failure(call, 'cannot_pause', message);
}
