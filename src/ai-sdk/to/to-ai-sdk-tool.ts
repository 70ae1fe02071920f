import type { Tool } from 'ai';
import { toBridge } from '../../bridge/create-bridge.js';
import type { ClientTool } from '../../types.js';
import type { AISDKToolOutput } from '../tool-output.js';
import { adaptTool } from './adapt-tool.js';
import type { AISDKToolOptions } from './tool-options.js';

/**
 * Makes one client tool an AI SDK tool, with its types. Its key in the tool set is the name the model sees.
 *
 * Takes the options of `createToolsFromClient` for an array. The input type is what the handler gets; the output type is
 * what it returns (`{ 'toolferry/result': … }` for `toolResult()`), which arrives as JSON. A tool that the policy blocks is made all the same, and its calls are denied.
 *
 * @throws ToolferryError `invalid_tool` for a bad tool.
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
export function toAISDKTool<Input, Output>(
  tool: ClientTool<Input, Output>,
  { approval, progress, ...bridgeOptions }: AISDKToolOptions = {},
): Tool<Input, AISDKToolOutput<Output>> {
  const adapted = adaptTool(toBridge([tool], bridgeOptions), tool, { approval, progress });
  return adapted as unknown as Tool<Input, AISDKToolOutput<Output>>;
}
