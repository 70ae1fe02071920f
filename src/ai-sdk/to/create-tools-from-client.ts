import type { ToolSet } from 'ai';
import { toBridge } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import { requireJournal } from '../../policy/require-journal.js';
import { toolName } from '../../tool/tool-name.js';
import type { Bridge, ClientTool, Policy, ToolSource } from '../../types.js';
import { adaptTool } from './adapt-tool.js';
import { type AISDKToolOptions, checkOptions } from './tool-options.js';
import type { OfferedToolSet, TypedToolSet } from './typed-tools.js';

/**
 * Converts client tools to AI SDK tools, keyed by the name that the model sees. Works with ai 5, 6 and 7. Also exported
 * as `toAISDKTools`.
 *
 * The bridge validates, approves and runs each call. A failed call is a `tool-error` whose text is safe for the model
 * and the browser. Invalid input is reported by the schema, so `repairToolCall` gets it. Tools that the policy blocks
 * are omitted. The set does not change afterwards: a tool that is added to the bridge later is not in it, and a call of
 * one that was removed fails.
 *
 * The handler's output becomes the tool's output, as JSON. For a `toolResult` with content or printed lines the output
 * is `{ 'toolferry/result': { output, content, stdout, stderr } }`. Images then remain images when stored messages are
 * sent again: pass the same tools to `convertToModelMessages`.
 *
 * @param source A bridge, the result of `connectATP()` or `connectLetta()`, or an array of client tools.
 * @param options.approval `bridge` (default), `framework` or `caller`: who asks for approval of a call that needs it.
 * @param options.progress Whether progress is shown as preliminary results. Default false.
 * @param options.thread The id of the thread, for a bridge with a journal: a call that is repeated returns its recorded result.
 * @param options.policy Like `approve`, `timeoutMs` and `limits`, only for an array of client tools; a bridge has its
 * own.
 * @throws TypeError for any other source and for `thread` without a journal, ToolferryError `invalid_tool` for invalid tools in an array.
 * @example
 * ```ts
 * import { generateText, type LanguageModel } from 'ai';
 * import { defineTool } from 'toolferry';
 * import { createToolsFromClient } from 'toolferry/ai-sdk';
 *
 * const now = defineTool({
 *   name: 'now',
 *   description: 'The current time',
 *   inputSchema: { type: 'object' },
 *   handler: () => new Date(),
 * });
 * export const ask = (model: LanguageModel, prompt: string) =>
 *   generateText({ model, prompt, tools: createToolsFromClient([now]) });
 * ```
 */
export function createToolsFromClient<
  const Source extends ToolSource,
  Progress extends boolean | undefined = undefined,
>(
  source: Source,
  options: AISDKToolOptions & { readonly policy: Policy; readonly progress?: Progress },
): OfferedToolSet<TypedToolSet<Source, Progress>>;
export function createToolsFromClient<
  const Source extends ToolSource,
  Progress extends boolean | undefined = undefined,
>(
  source: Source,
  options?: AISDKToolOptions & { readonly policy?: undefined; readonly progress?: Progress },
): TypedToolSet<Source, Progress>;
export function createToolsFromClient<
  const Source extends ToolSource,
  Progress extends boolean | undefined = undefined,
>(
  source: Source,
  options: AISDKToolOptions & { readonly progress?: Progress },
): OfferedToolSet<TypedToolSet<Source, Progress>>;
export function createToolsFromClient(source: ToolSource, options: AISDKToolOptions = {}): ToolSet {
  checkOptions('createToolsFromClient()', options);
  const { approval, progress, thread, ...bridgeOptions } = options;
  const bridge = toBridge(source, bridgeOptions);
  requireJournal(bridge, thread);
  const adapt = (tool: ClientTool, name: string) => adaptTool(bridge, tool, { approval, progress, thread }, name);
  // Not `Object.fromEntries`, which takes fifteen times as long for 1,000 tools.
  const tools: ToolSet = {};
  for (const tool of offeredTools(bridge)) {
    const name = toolName(tool);
    tools[name] = adapt(tool, name);
  }
  return approval === undefined || approval === 'bridge' ? tools : withBlocked(tools, bridge, adapt);
}

/**
 * Adds the blocked tools as members that are not enumerable, which ai finds by name and does not show to a model. A
 * tool that was blocked after its approval was requested must deny the call that waits in the messages. If the tool
 * were missing, ai 7 (7.0.173) would reject that conversation forever with MissingToolResultsError.
 */
function withBlocked(
  tools: ToolSet,
  bridge: Bridge,
  adapt: (tool: ClientTool, name: string) => ToolSet[string],
): ToolSet {
  for (const tool of bridge.tools) {
    const name = toolName(tool);
    if (tool.handler && !Object.hasOwn(tools, name)) Object.defineProperty(tools, name, { value: adapt(tool, name) });
  }
  return tools;
}
