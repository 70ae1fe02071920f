import type { ClientTool } from '../types.js';
import type { LimitOutputOptions } from './limit-value.js';
import { toolName } from './tool-name.js';

/**
 * Makes a decorator that keeps a tool's result from flooding a model's context: of a longer one the head and the tail are
 * kept as text, and what was left out is said between them. Images and files pass. Works on local and remote tools.
 *
 * What `onCut` throws fails the call. Throws a TypeError if `bytes` is not above 0.
 *
 * @example
 * ```ts
 * import { createBridge, defineTool, limitOutput } from 'toolferry';
 *
 * const log = defineTool({
 *   name: 'log',
 *   description: 'Read the log',
 *   inputSchema: { type: 'object' },
 *   handler: () => 'line\n'.repeat(100_000),
 * });
 * export const bridge = createBridge({ tools: [limitOutput({ bytes: 20_000 })(log)] });
 * ```
 */
export function limitOutput({ bytes, onCut }: LimitOutputOptions): <Tool extends ClientTool>(tool: Tool) => Tool {
  if (!(bytes > 0)) throw new TypeError('limitOutput: bytes must be a number above 0.');
  return (tool) => {
    if (tool.handler === undefined) return tool;
    const handler: ClientTool['handler'] = async (input, context) => {
      const value = await tool.handler?.(input, context);
      const { limitValue } = await import('./limit-value.js');
      return limitValue(value, { id: context.callId, name: toolName(tool), input }, { bytes, onCut });
    };
    return { ...tool, handler };
  };
}
