import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { ToolMessage } from '@langchain/core/messages';
import { abortError } from '../../async/abort-signal.js';
import { randomUUID } from '../../random-uuid.js';
import { isError } from '../../result/error-message.js';
import { toText } from '../../result/to-text.js';
import { executeOnce } from '../../tool/execute-once.js';
import type { Bridge, Caller, ClientTool, ExecuteOptions, ToolCall, ToolError, ToolResult } from '../../types.js';
import { toGraphAnswer } from '../graph-answer.js';
import { nativeParts } from '../marks.js';
import { callScope } from './call-scope.js';
import { FailedCall, isRefusal, RefusedCall } from './failed-call.js';
import { interruptForResult } from './interrupt-for-result.js';
import { type CallConfig, type ErrorMode, type LangChainToolOutput, toolCallIdOf } from './langchain-tool.js';
import type { LangChainThread } from './thread.js';
import { toMessageContent, toToolMessage } from './tool-message.js';

/** The bridge that calls run under, and how. */
export interface CallSettings {
  readonly bridge: Bridge;
  readonly errorMode: ErrorMode;
  readonly thread: LangChainThread | undefined;
}

/** A client tool, and the LangChain tool that shows it. */
interface AdaptedTool extends CallSettings {
  readonly tool: ClientTool;
  readonly langChainTool: Parameters<typeof toToolMessage>[2];
}

/** The arguments that LangChain passes to a tool. */
interface Invocation {
  readonly input: unknown;
  readonly runManager: CallbackManagerForToolRun | undefined;
  readonly config: CallConfig | undefined;
}

/** Runs a call and returns its output as LangChain's own tools do. Throws the error of a failed call. */
export async function runTool(adapted: AdaptedTool, invocation: Invocation): Promise<LangChainToolOutput> {
  const { input, config } = invocation;
  if (config?.signal?.aborted) throw abortError(config.signal);
  const id = toolCallIdOf(config);
  const call: ToolCall = { id: id ?? randomUUID(), name: adapted.langChainTool.name, input };
  const result = await executeCall(adapted, call, invocation);
  if (result.error === undefined) return toOutput(adapted, result, id);
  if (result.error.code === 'aborted' && config?.signal?.aborted) throw abortError(config.signal);
  const { returned } = nativeParts.of(result) ?? {};
  const answer = toGraphAnswer(returned, id);
  if (answer && (id !== undefined || adapted.errorMode !== 'text')) return answer as unknown as LangChainToolOutput;
  const error = returned === undefined || answer ? result.error : cannotApply(call);
  const failed = error === result.error ? result : { ...result, error };
  throw adapted.errorMode === 'throw' ? toThrown(error, call) : toFailedCall(adapted, failed, error, id);
}

function cannotApply({ name }: ToolCall): ToolError {
  return { code: 'failed', message: `"${name}" returned a list that no graph can apply. Return one Command.` };
}

/** The output is what the call resolves to in spite of its failure. */
function toFailedCall(adapted: AdaptedTool, result: ToolResult, error: ToolError, id: string | undefined): FailedCall {
  const isResolved = id !== undefined || adapted.errorMode === 'text';
  return new FailedCall(error, isResolved ? toOutput(adapted, result, id) : undefined);
}

/** The handler's own error, by whose class middleware decides, or an error with it as the cause where it is not an Error. */
function toThrown(error: ToolError, call: ToolCall): Error {
  if (isRefusal(error)) return new RefusedCall(error, call);
  return isThrowable(error.cause) && error.code !== 'invalid_output' ? error.cause : new FailedCall(error, undefined);
}

/** Whether a value is an error that others can read. A Proxy can throw an error of its own. */
function isThrowable(value: unknown): value is Error {
  try {
    return isError(value) && typeof value.message === 'string';
  } catch {
    return false;
  }
}

/** Runs the call here, or in the process that has the handler. */
function executeCall(
  { bridge, tool, thread }: AdaptedTool,
  call: ToolCall,
  invocation: Invocation,
): Promise<ToolResult> {
  const { config } = invocation;
  if (tool.handler === undefined) return interruptForResult(bridge, tool, call, config);
  const options: ExecuteOptions = {
    tool,
    signal: config?.signal,
    caller: new LangChainCaller(invocation),
    onProgress: (progress) => reportProgress(call, progress, invocation),
  };
  return thread ? executeOnce(bridge, call, callScope(config, thread), options) : bridge.execute(call, options);
}

/** With a call id LangChain forwards the message unchanged, although its types only allow the output. */
function toOutput(
  { langChainTool, errorMode }: AdaptedTool,
  result: ToolResult,
  id: string | undefined,
): LangChainToolOutput {
  if (id !== undefined) return toToolMessage(result, id, langChainTool) as ToolMessage & LangChainToolOutput;
  if (errorMode === 'text') return toText(result);
  return result.content ? toMessageContent(result) : result.output;
}

type CallOrigin = Pick<Invocation, 'runManager' | 'config'>;

/** The call's config, made on first use: it takes a tenth of a call, and most handlers never read it. */
class LangChainCaller implements Caller {
  readonly kind = 'langchain';
  readonly #origin: CallOrigin;

  constructor(origin: CallOrigin) {
    this.#origin = origin;
  }

  /** As with LangChain's `tool()`, a run that a handler starts with these options is traced under the tool. */
  get options(): object {
    const { config, runManager } = this.#origin;
    return { ...config, runName: undefined, callbacks: runManager?.getChild() };
  }
}

/** Emits to `streamMode: "tools"`, as LangChain's own generators do, and to `"custom"`. */
function reportProgress(call: ToolCall, progress: unknown, { runManager, config }: CallOrigin): void {
  runManager?.handleToolEvent?.(progress).catch(() => {});
  config?.writer?.({ toolCallId: call.id, name: call.name, progress });
}
