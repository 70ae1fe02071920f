import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { Bridge, ClientTool, ToolCall, ToolResult } from '../types.js';
import { askElsewhere } from './ask-elsewhere.js';
import { type CallConfig, callIdOf } from './langchain-tool.js';

/** What LangChain passes to a tool that runs. */
interface Invocation {
  /** The tool's visible name. */
  readonly name: string;
  readonly input: unknown;
  readonly runManager: CallbackManagerForToolRun | undefined;
  readonly config: CallConfig | undefined;
}

/** One call, here or in the process that has the handler. Rejects with the signal's reason if it was aborted. */
export async function executeCall(
  bridge: Bridge,
  tool: ClientTool,
  { name, input, runManager, config }: Invocation,
): Promise<ToolResult> {
  config?.signal?.throwIfAborted();
  const call: ToolCall = { id: callIdOf(config) ?? crypto.randomUUID(), name, input };
  if (tool.handler === undefined) return askElsewhere(bridge, tool, call, config);
  let options: object | undefined;
  const result = await bridge.execute(call, {
    tool,
    signal: config?.signal,
    // Copied when a handler looks at it: that costs a tenth of a call, and most never do.
    caller: {
      kind: 'langchain',
      get options() {
        options ??= callingOptions(config, runManager);
        return options;
      },
    },
    onProgress: (progress) => report(call, progress, { runManager, config }),
  });
  if (result.error?.code === 'aborted') config?.signal?.throwIfAborted();
  return result;
}

/** As LangChain's `tool()` does: what a handler calls with this config is traced under the tool. */
function callingOptions(config: Invocation['config'], runManager: Invocation['runManager']): object {
  return { ...config, runName: undefined, callbacks: runManager?.getChild() };
}

/** To `streamMode: "tools"`, where LangChain's own generators report, and to `"custom"`. */
function report(call: ToolCall, progress: unknown, { runManager, config }: Omit<Invocation, 'name' | 'input'>): void {
  runManager?.handleToolEvent?.(progress).catch(() => {});
  config?.writer?.({ toolCallId: call.id, name: call.name, progress });
}
