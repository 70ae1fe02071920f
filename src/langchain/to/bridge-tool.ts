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
import { keepPolicy } from '../../policy/kept-policy.js';
import { readInputSchema } from '../../schema/input-schema.js';
import { origin } from '../../tool/marks.js';
import { nativeMembers } from '../../tool/native.js';
import { shownSchema } from '../../tool/shown-schema.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool } from '../../types.js';
import { isTextInput } from '../text-input.js';
import { FailedCall } from './failed-call.js';
import { type CallConfig, type LangChainToolOutput, toolCallIdOf } from './langchain-tool.js';
import { type CallSettings, runTool } from './run-tool.js';

type Input = Record<string, unknown>;
type CallInput = StructuredToolCallInput<JSONSchema, Input>;
type Returned<Arg, Config> = ToolReturnType<NonNullable<Arg>, Config, LangChainToolOutput>;

/** A client tool as a LangChain tool. LangChain handles callbacks and tracing; the bridge runs the call. */
export class BridgeTool extends DynamicStructuredTool<JSONSchema, unknown, Input, LangChainToolOutput> {
  constructor(tool: ClientTool, settings: CallSettings) {
    const native = nativeMembers(tool, 'langchain') as ToolParams & { readonly returnDirect?: boolean };
    super({
      ...native,
      name: toolName(tool),
      description: tool.description,
      // Without `~standard`: LangChain would convert the JSON Schema again and lose keywords (core 1.2).
      schema: readInputSchema(shownSchema(tool, 'langchain')).inputSchema,
      metadata: { ...native.metadata, ...tool.metadata, ...(tool.handler === undefined && { headlessTool: true }) },
      func: (input: unknown, runManager?: CallbackManagerForToolRun, config?: CallConfig) =>
        runTool({ ...settings, tool, langChainTool: this }, { input, runManager, config }),
    });
    origin.set(this, keepPolicy(tool, settings.bridge));
  }

  // Not async, which would cost one more promise.
  override call<Arg extends CallInput, Config extends ToolRunnableConfig | undefined>(
    arg: Arg,
    config?: Config,
    tags?: string[],
  ): Promise<Returned<Arg, Config>> {
    if (isToolCall(arg) && config?.toolCall?.args !== arg) return this.invoke(arg, config);
    // Core 1.2 unwraps arguments that have a member `type: 'tool_call'`, unless they are inside a tool call.
    const args = typeof arg === 'string' && isTextInput(this.schema) ? { input: arg } : (arg ?? {});
    const call = { type: 'tool_call', name: this.name, args, id: toolCallIdOf(config) } as ToolCall;
    const answer = super.call.call(openTool(this), call, config, tags).catch(outputOf);
    return answer as Promise<Returned<Arg, Config>>;
  }
}

/** Returns the output of a failed call that has one. Throws any other error again. */
function outputOf(error: unknown): unknown {
  if (!(error instanceof FailedCall) || error.output === undefined) throw error;
  return error.output;
}

/** Created by the first call: a view is most of the cost of a tool, and most tools are never called. */
const openTools = new WeakMap<BridgeTool, BridgeTool>();

/**
 * Returns a view of the tool with the schema `true`, so that LangChain neither validates again nor writes into the
 * schema. For `{}` core 1.2 collects the references of the schema at each call, a tenth of its cost.
 */
function openTool(tool: BridgeTool): BridgeTool {
  const known = openTools.get(tool);
  if (known) return known;
  const open: BridgeTool = Object.create(tool, { schema: { value: true } });
  openTools.set(tool, open);
  return open;
}

function isToolCall(arg: unknown): arg is ToolCall {
  return typeof arg === 'object' && arg !== null && 'type' in arg && arg.type === 'tool_call';
}
