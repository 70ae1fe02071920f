import { toBridge } from '../../bridge/create-bridge.js';
import { toolName } from '../../tool/tool-name.js';
import type { Bridge, ClientTool, ToolSource } from '../../types.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import { reasonToAsk } from './framework-approval.js';

/** Asks the user about one call, with the reason; undefined if the call needs no approval. */
export type ApprovalStatusOf = (
  input: unknown,
  options: Pick<ToolExecutionOptions, 'toolCallId' | 'messages'> & { readonly toolContext?: unknown },
) => Promise<{ readonly type: 'user-approval'; readonly reason: string } | undefined>;

/**
 * Returns the option `toolApproval` of ai 7's `generateText` and `streamText`: the bridge's policy and the tools'
 * `needsApproval` decide which calls the user is asked about, and the request shows the reason. The tools need
 * `approval: 'framework'`.
 *
 * It mentions the tools of the source only. Other tools of the set keep their own `needsApproval`, and entries of your own
 * can follow: `{ ...toolApproval(bridge), deploy: 'denied' }`. A later tool of the bridge is asked about by its own
 * `needsApproval`.
 *
 * @param source The source that the tools were created from.
 * @throws TypeError for any other source, ToolferryError `invalid_tool` for invalid tools in an array.
 * @example
 * ```ts
 * import { generateText, type LanguageModel, type ModelMessage } from 'ai';
 * import { createBridge, defineTool } from 'toolferry';
 * import { createToolsFromClient, toolApproval } from 'toolferry/ai-sdk';
 *
 * const remove = defineTool({
 *   name: 'remove',
 *   description: 'Remove a file',
 *   inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
 *   metadata: { operationType: 'destructive' },
 *   handler: ({ path }) => `removed ${path}`,
 * });
 * const bridge = createBridge({ tools: [remove] });
 * export const answer = (model: LanguageModel, messages: ModelMessage[]) =>
 *   generateText({
 *     model,
 *     messages,
 *     tools: createToolsFromClient(bridge, { approval: 'framework' }),
 *     toolApproval: toolApproval(bridge),
 *   });
 * ```
 */
export function toolApproval(source: ToolSource): Readonly<Record<string, ApprovalStatusOf>> {
  const bridge = toBridge(source);
  const runHere = [...bridge.tools].filter(({ handler }) => handler !== undefined);
  return Object.fromEntries(runHere.map((tool) => [toolName(tool), statusOf(bridge, tool)]));
}

function statusOf(bridge: Bridge, tool: ClientTool): ApprovalStatusOf {
  return async (input, { toolContext, ...options }) => {
    const reason = await reasonToAsk(bridge, tool, input, { ...options, context: toolContext });
    return reason === undefined ? undefined : { type: 'user-approval', reason };
  };
}
