import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { Bridge, Caller, ClientTool, ToolCall, ToolResult } from '../types.js';
import { askElsewhere } from './ask-elsewhere.js';
import { type CallConfig, callIdOf } from './langchain-tool.js';

/** What LangChain passes to a tool that runs. */
export interface Invocation {
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
  const result = await bridge.execute(call, {
    tool,
    signal: config?.signal,
    caller: toCaller(config, runManager),
    onProgress: (progress) => report(call, progress, { runManager, config }),
  });
  if (result.error?.code === 'aborted') config?.signal?.throwIfAborted();
  return result;
}

/** Who calls. Its options are made when somebody looks at them: that costs a tenth of a call, and most never do. */
function toCaller(config: Invocation['config'], runManager: Invocation['runManager']): Caller {
  const caller = { kind: 'langchain', [source]: { config, runManager } };
  return Object.defineProperty(caller, 'options', optionsProperty) as unknown as Caller;
}

const source = Symbol('source');

/** One for all callers. As LangChain's `tool()` does: what a handler calls with these options is traced under the tool. */
const optionsProperty: PropertyDescriptor & ThisType<{ readonly [source]: Pick<Invocation, 'config' | 'runManager'> }> =
  {
    enumerable: true,
    get() {
      const { config, runManager } = this[source];
      return { ...config, runName: undefined, callbacks: runManager?.getChild() };
    },
  };

/** To `streamMode: "tools"`, where LangChain's own generators report, and to `"custom"`. */
function report(call: ToolCall, progress: unknown, { runManager, config }: Omit<Invocation, 'name' | 'input'>): void {
  runManager?.handleToolEvent?.(progress).catch(() => {});
  config?.writer?.({ toolCallId: call.id, name: call.name, progress });
}
