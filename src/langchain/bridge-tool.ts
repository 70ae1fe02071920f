import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager';
import type { ToolCall, ToolMessage } from '@langchain/core/messages';
import {
  DynamicStructuredTool,
  type StructuredToolCallInput,
  type ToolParams,
  type ToolReturnType,
  type ToolRunnableConfig,
} from '@langchain/core/tools';
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import { toText } from '../result/to-text.js';
import { readInputSchema } from '../schema/input-schema.js';
import { validateInput } from '../schema/validate.js';
import { nativeMembers } from '../tool/native.js';
import { setOrigin } from '../tool/origin.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, ToolResult } from '../types.js';
import { carryCheck } from './carried.js';
import { executeCall } from './execute-call.js';
import { FailedCall } from './failed-call.js';
import { type CallConfig, callIdOf, type LangChainToolOptions, type ToolOutput } from './langchain-tool.js';
import { nativeAnswer } from './native-answer.js';
import { toMessageContent, toToolMessage } from './tool-message.js';

type Input = Record<string, unknown>;
type CallInput = StructuredToolCallInput<JSONSchema, Input>;
type Answer<Arg, Config> = ToolReturnType<NonNullable<Arg>, Config, ToolOutput>;
type Errors = NonNullable<LangChainToolOptions['errors']>;

/** A client tool inside LangChain: LangChain does callbacks and tracing, the bridge does the call. */
export class BridgeTool extends DynamicStructuredTool<JSONSchema, unknown, Input, ToolOutput> {
  readonly errors: Errors;

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
        const result = await executeCall(bridge, tool, { name: this.name, input, runManager, config });
        const id = callIdOf(config);
        const { command } = nativeAnswer(result);
        if (command && (id !== undefined || this.errors === 'reject')) return command as unknown as ToolOutput;
        if (result.error) throw new FailedCall(result, result.error);
        return this.answer(result, id);
      },
    });
    this.errors = errors;
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
      if (!(error instanceof FailedCall) || (id === undefined && this.errors === 'reject')) throw error;
      return this.answer(error.result, id) as Answer<Arg, Config>;
    }
  }

  /** With a call id LangChain passes the message on as it is; its types know only the output. */
  answer(result: ToolResult, id: string | undefined): ToolOutput {
    if (id !== undefined) return toToolMessage(result, id, this) as ToolMessage & ToolOutput;
    if (this.errors === 'text') return toText(result);
    return result.content ? toMessageContent(result) : result.output;
  }
}

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
