import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { ToolMessage } from '@langchain/core/messages';
import { toText } from '../../result/to-text.js';
import type { Bridge, Caller, ClientTool, ToolCall, ToolResult } from '../../types.js';
import { nativeAnswer } from '../marks.js';
import { FailedCall } from './failed-call.js';
import { interruptForResult } from './interrupt-for-result.js';
import { type CallConfig, callIdOf, type Errors, type LangChainToolOutput } from './langchain-tool.js';
import { toMessageContent, toToolMessage } from './tool-message.js';

/** A client tool as LangChain shows it, and the bridge that it runs under. */
interface ShownTool {
  readonly bridge: Bridge;
  readonly tool: ClientTool;
  readonly errors: Errors;
  readonly shown: Parameters<typeof toToolMessage>[2];
}

/** What LangChain passes to a tool that runs. */
interface Invocation {
  readonly input: unknown;
  readonly runManager: CallbackManagerForToolRun | undefined;
  readonly config: CallConfig | undefined;
}

/** Runs a call and answers as LangChain's own tools do. Throws a failed call, with its answer where there is one. */
export async function runTool(shownTool: ShownTool, invocation: Invocation): Promise<LangChainToolOutput> {
  const result = await executeCall(shownTool, invocation);
  const id = callIdOf(invocation.config);
  const isAnswered = id !== undefined || shownTool.errors === 'text';
  const command = nativeAnswer.of(result)?.command;
  if (command && (id !== undefined || shownTool.errors === 'reject')) return command as unknown as LangChainToolOutput;
  if (result.error) throw new FailedCall(result.error, isAnswered ? answer(shownTool, result, id) : undefined);
  return answer(shownTool, result, id);
}

/** One call, here or in the process that has the handler. Rejects with the signal's reason if it was aborted. */
async function executeCall(
  { bridge, tool, shown }: ShownTool,
  { input, runManager, config }: Invocation,
): Promise<ToolResult> {
  config?.signal?.throwIfAborted();
  const call: ToolCall = { id: callIdOf(config) ?? crypto.randomUUID(), name: shown.name, input };
  if (tool.handler === undefined) return interruptForResult(bridge, tool, call, config);
  const result = await bridge.execute(call, {
    tool,
    signal: config?.signal,
    caller: toCaller(config, runManager),
    onProgress: (progress) => report(call, progress, { runManager, config }),
  });
  if (result.error?.code === 'aborted') config?.signal?.throwIfAborted();
  return result;
}

/** With a call id LangChain forwards the message unchanged; its types know only the output. */
function answer({ shown, errors }: ShownTool, result: ToolResult, id: string | undefined): LangChainToolOutput {
  if (id !== undefined) return toToolMessage(result, id, shown) as ToolMessage & LangChainToolOutput;
  if (errors === 'text') return toText(result);
  return result.content ? toMessageContent(result) : result.output;
}

type CallOrigin = Pick<Invocation, 'runManager' | 'config'>;

/** Who calls. `options` is made on first use: that takes a tenth of a call, and most handlers never read it. */
function toCaller(config: CallOrigin['config'], runManager: CallOrigin['runManager']): Caller {
  const caller = { kind: 'langchain', [callOrigin]: { config, runManager } };
  return Object.defineProperty(caller, 'options', optionsProperty) as unknown as Caller;
}

const callOrigin = Symbol('call origin');

/** One for all callers. As with LangChain's `tool()`, what a handler calls with these options is traced under the tool. */
const optionsProperty: PropertyDescriptor & ThisType<{ readonly [callOrigin]: CallOrigin }> = {
  enumerable: true,
  get() {
    const { config, runManager } = this[callOrigin];
    return { ...config, runName: undefined, callbacks: runManager?.getChild() };
  },
};

/** To `streamMode: "tools"`, where LangChain's own generators report, and to `"custom"`. */
function report(call: ToolCall, progress: unknown, { runManager, config }: CallOrigin): void {
  runManager?.handleToolEvent?.(progress).catch(() => {});
  config?.writer?.({ toolCallId: call.id, name: call.name, progress });
}
