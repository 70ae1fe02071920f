import type { ToolSet } from 'ai';
import { toBridge } from '../../bridge/create-bridge.js';
import { offeredTools } from '../../policy/default-policy.js';
import { toolName } from '../../tool/tool-name.js';
import type { Bridge, ClientTool, ToolSource } from '../../types.js';
import { adaptTool } from './adapt-tool.js';
import type { AISDKToolOptions } from './tool-options.js';

/**
 * Makes AI SDK tools of client tools, keyed by the name the model sees. Works with ai 5, 6 and 7.
 *
 * A call is checked, approved and run by the bridge; one that fails is a `tool-error` whose text is safe for model and
 * browser. Invalid input is told through the schema, so `repairToolCall` sees it. Tools that the policy blocks are left
 * out; later changes of the bridge's tools count for their calls, but add nothing to the set.
 *
 * A handler's output is the tool's output, as JSON. Where it says more (`toolResult` with content or printed lines), the
 * output is `{ 'toolferry/result': { output, content, stdout, stderr } }`, so that images are still images when stored
 * messages are sent again: pass the same tools to `convertToModelMessages`.
 *
 * @param source A bridge, what `connectATP()` or `connectLetta()` returns, or an array of client tools.
 * @param options.approval `bridge` (default) or `framework`.
 * @param options.progress Shows progress as preliminary results. Default false.
 * @param options.policy `policy`, `approve` and `timeoutMs` only go with an array; a bridge has its own.
 * @throws TypeError for another source, ToolferryError `invalid_tool` for bad tools in an array.
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
export function createToolsFromClient(
  source: ToolSource,
  { approval, progress, ...bridgeOptions }: AISDKToolOptions = {},
): ToolSet {
  const bridge = toBridge(source, bridgeOptions);
  const adapt = (tool: ClientTool) => adaptTool(bridge, tool, { approval, progress });
  const tools = Object.fromEntries(offeredTools(bridge).map((tool) => [toolName(tool), adapt(tool)]));
  return approval === 'framework' ? withHidden(tools, bridge, adapt) : tools;
}

/**
 * A tool that was blocked since its approval was asked for must deny the call that waits in the messages. If it were just
 * missing, ai 7 (7.0.173) would reject that conversation for ever with MissingToolResultsError. As members that are not
 * enumerable, such tools are found by name and not shown to a model.
 */
function withHidden(tools: ToolSet, bridge: Bridge, adapt: (tool: ClientTool) => ToolSet[string]): ToolSet {
  for (const tool of bridge.tools) {
    const name = toolName(tool);
    if (tool.handler && !Object.hasOwn(tools, name)) Object.defineProperty(tools, name, { value: adapt(tool) });
  }
  return tools;
}
