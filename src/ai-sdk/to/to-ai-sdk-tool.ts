import { toBridge } from '../../bridge/create-bridge.js';
import { requireJournal } from '../../policy/require-journal.js';
import type { ClientTool } from '../../types.js';
import { adaptTool } from './adapt-tool.js';
import { type AISDKToolOptions, checkOptions } from './tool-options.js';
import type { TypedTool } from './typed-tools.js';

/**
 * Converts one client tool to an AI SDK tool, and keeps its types. The tool's key in the tool set is the name that the
 * model sees.
 *
 * The input type is what the handler gets. The output type is what the handler returns (`{ 'toolferry/result': … }` for
 * `toolResult()`), and the output arrives as JSON. A tool that the policy blocks is converted too, and its calls are
 * denied.
 *
 * @param options The options of `createToolsFromClient` for an array.
 * @throws ToolferryError `invalid_tool` for an invalid tool.
 * @example
 * ```ts
 * import { generateText, type LanguageModel } from 'ai';
 * import { defineTool } from 'toolferry';
 * import { toAISDKTool } from 'toolferry/ai-sdk';
 *
 * const now = defineTool({
 *   name: 'now',
 *   description: 'The current time',
 *   inputSchema: { type: 'object' },
 *   handler: () => new Date().toISOString(),
 * });
 * export const ask = (model: LanguageModel, prompt: string) =>
 *   generateText({ model, prompt, tools: { now: toAISDKTool(now) } });
 * ```
 */
export function toAISDKTool<Client extends ClientTool, Progress extends boolean | undefined = undefined>(
  tool: Client,
  options?: (AISDKToolOptions & { readonly progress?: Progress }) | number,
): TypedTool<Client, Progress> {
  const given: AISDKToolOptions = Object(options);
  checkOptions('toAISDKTool()', given);
  const { approval, progress, thread, ...bridgeOptions } = given;
  const bridge = toBridge([tool], bridgeOptions);
  requireJournal(bridge, thread);
  return adaptTool(bridge, tool, { approval, progress, thread }) as TypedTool<Client, Progress>;
}
