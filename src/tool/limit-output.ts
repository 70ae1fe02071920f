import { refuseUnknown } from '../refuse-unknown.js';
import { toText } from '../result/to-text.js';
import { shapeResult, toolResult } from '../result/tool-result.js';
import type { ClientTool, ToolResult } from '../types.js';
import type { DefinedTool } from './define-tool.js';
import { toolName } from './tool-name.js';

export interface LimitOutputOptions {
  /** The maximum size of the text that a model is shown of one result, in bytes of UTF-8. */
  readonly bytes: number;
  /** Called with the whole result whenever it was shortened: store it where the agent or a person can look it up. */
  readonly onCut?: ((whole: ToolResult) => void | Promise<void>) | undefined;
}

/** A tool whose output may be a string, because it was shortened. */
export type LimitedTool<Tool> =
  Tool extends DefinedTool<infer Input, infer Output, infer Name, infer Namespace, infer Sent>
    ? DefinedTool<Input, Output | string, Name, Namespace, Sent>
    : Tool;

/**
 * Creates a decorator that keeps a tool's result from flooding a model's context. A result over the limit keeps its head and
 * tail as text, with a note between them that states how much was left out. Images and files are kept. Works on client tools
 * and remote tools.
 *
 * An `onCut` that throws fails the call. Throws a TypeError if `bytes` is not a number above 0.
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
export function limitOutput(options: LimitOutputOptions): <Tool extends ClientTool>(tool: Tool) => LimitedTool<Tool> {
  refuseUnknown('an option of limitOutput()', options, { bytes: 0, onCut: 0 });
  const { bytes, onCut } = options;
  if (!(bytes > 0)) throw new TypeError('limitOutput: bytes must be a number above 0.');
  return <Tool extends ClientTool>(tool: Tool) => {
    if (tool.handler === undefined) return tool as LimitedTool<Tool>;
    const handler: ClientTool['handler'] = async (input, context) => {
      const value = await tool.handler?.(input, context);
      const whole = shapeResult({ id: context.toolCallId, name: toolName(tool), input }, value);
      const cut = cutMiddle(toText(whole), bytes);
      if (cut === undefined) return value;
      await onCut?.(whole);
      return cutResult(whole, cut);
    };
    return { ...tool, handler } as LimitedTool<Tool>;
  };
}

function cutResult({ error, content = [] }: ToolResult, cut: string): unknown {
  if (error) return toolResult({ error: { ...error, message: cut } });
  const files = content.filter(({ type }) => type === 'file');
  return toolResult({ output: cut, ...(files.length > 0 && { content: [{ type: 'text', text: cut }, ...files] }) });
}

/** Returns the head and tail of a string over the limit, without splitting a character; undefined if it fits. */
function cutMiddle(text: string, bytes: number): string | undefined {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return undefined;
  const half = Math.floor(bytes / 2);
  const head = decode(encoded.subarray(0, half)).replace(/\ufffd$/, '');
  const tail = decode(encoded.subarray(encoded.length - half)).replace(/^\ufffd+/, '');
  return `${head}\n[… ${encoded.length - 2 * half} of ${encoded.length} bytes left out …]\n${tail}`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
