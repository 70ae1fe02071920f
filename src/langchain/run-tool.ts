import type { ToolMessage } from '@langchain/core/messages';
import { toText } from '../result/to-text.js';
import type { Bridge, ClientTool, ToolResult } from '../types.js';
import { executeCall, type Invocation } from './execute-call.js';
import { FailedCall } from './failed-call.js';
import { callIdOf, type Errors, type ToolOutput } from './langchain-tool.js';
import { nativeAnswer } from './native-answer.js';
import { toMessageContent, toToolMessage } from './tool-message.js';

/** What is run, under which bridge, and how it is shown in LangChain. */
interface Run {
  readonly bridge: Bridge;
  readonly tool: ClientTool;
  readonly errors: Errors;
  readonly shown: Parameters<typeof toToolMessage>[2];
}

/** Runs a call and answers as LangChain's own tools do. Throws what failed, with the answer where there is one. */
export async function runTool(run: Run, invocation: Invocation): Promise<ToolOutput> {
  const result = await executeCall(run.bridge, run.tool, invocation);
  const id = callIdOf(invocation.config);
  const isAnswered = id !== undefined || run.errors === 'text';
  const { command } = nativeAnswer(result);
  if (command && (id !== undefined || run.errors === 'reject')) return command as unknown as ToolOutput;
  if (result.error) throw new FailedCall(result.error, isAnswered ? answer(run, result, id) : undefined);
  return answer(run, result, id);
}

/** With a call id LangChain passes the message on as it is; its types know only the output. */
function answer({ shown, errors }: Run, result: ToolResult, id: string | undefined): ToolOutput {
  if (id !== undefined) return toToolMessage(result, id, shown) as ToolMessage & ToolOutput;
  if (errors === 'text') return toText(result);
  return result.content ? toMessageContent(result) : result.output;
}
