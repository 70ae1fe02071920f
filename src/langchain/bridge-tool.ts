import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { ToolCall } from '@langchain/core/messages';
import {
  DynamicStructuredTool,
  type StructuredToolCallInput,
  type ToolParams,
  type ToolReturnType,
  type ToolRunnableConfig,
} from '@langchain/core/tools';
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import { readInputSchema } from '../schema/input-schema.js';
import { validateInput } from '../schema/validate.js';
import { nativeMembers } from '../tool/native.js';
import { setOrigin } from '../tool/origin.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool } from '../types.js';
import { carryCheck } from './carried.js';
import { FailedCall } from './failed-call.js';
import { type CallConfig, callIdOf, type Errors, type ToolOutput } from './langchain-tool.js';

type Input = Record<string, unknown>;
type CallInput = StructuredToolCallInput<JSONSchema, Input>;
type Answer<Arg, Config> = ToolReturnType<NonNullable<Arg>, Config, ToolOutput>;

/** A client tool inside LangChain: LangChain does callbacks and tracing, the bridge does the call. */
export class BridgeTool extends DynamicStructuredTool<JSONSchema, unknown, Input, ToolOutput> {
  constructor(tool: ClientTool, bridge: Bridge, errors: Errors) {
    const native = nativeMembers(tool, 'langchain') as ToolParams & { readonly returnDirect?: boolean };
    super({
      ...native,
      name: toolName(tool),
      description: tool.description,
      // Without `~standard`, for which LangChain converts a JSON Schema again and loses keywords (core 1.2).
      schema: readInputSchema(tool.inputSchema).inputSchema,
      metadata: { ...native.metadata, ...tool.metadata, ...(tool.handler === undefined && { headlessTool: true }) },
      func: async (input: unknown, runManager?: CallbackManagerForToolRun, config?: CallConfig) => {
        // What runs a call and shapes its answer is loaded by the first one.
        runTool ??= (await import('./calls.js')).runTool;
        return runTool({ bridge, tool, errors, shown: this }, { name: this.name, input, runManager, config });
      },
    });
    setOrigin(this, tool);
    carryCheck(this, (input) => validateInput(tool, input));
  }

  override async call<Arg extends CallInput, Config extends ToolRunnableConfig | undefined>(
    arg: Arg,
    config?: Config,
    tags?: string[],
  ): Promise<Answer<Arg, Config>> {
    if (isToolCall(arg) && config?.toolCall?.args !== arg) return this.invoke(arg, config);
    const id = callIdOf(config);
    // Core 1.2 unwraps arguments that have a `type: 'tool_call'` of their own, unless they are inside a tool call.
    const call: ToolCall = { type: 'tool_call', name: this.name, args: arg ?? {}, ...(id && { id }) };
    try {
      return (await super.call.call(openTool(this), call, config, tags)) as Answer<Arg, Config>;
    } catch (error) {
      if (!FailedCall.isInstance(error) || error.answer === undefined) throw error;
      return error.answer as Answer<Arg, Config>;
    }
  }
}

let runTool: typeof import('./calls.js').runTool | undefined;

/** Made by the first call: it is most of what a tool costs, and most tools are never called. */
const openTools = new WeakMap<BridgeTool, BridgeTool>();

/** The tool with a schema that accepts anything, so that LangChain neither validates again nor writes into the schema. */
function openTool(tool: BridgeTool): BridgeTool {
  const known = openTools.get(tool);
  if (known) return known;
  const open: BridgeTool = Object.create(tool, { schema: { value: {} } });
  openTools.set(tool, open);
  return open;
}

function isToolCall(arg: unknown): arg is ToolCall {
  return typeof arg === 'object' && arg !== null && 'type' in arg && arg.type === 'tool_call';
}
