import { shapeResult } from '../result/shape-result.js';
import { toText } from '../result/to-text.js';
import { toolResult } from '../result/tool-result.js';
import type { ToolCall, ToolResult } from '../types.js';

export interface LimitOutputOptions {
  /** The most that a model is shown of one result, in bytes of UTF-8. */
  readonly bytes: number;
  /** Gets the whole result whenever something was left out: keep it where the agent or a person can look it up. */
  readonly onCut?: ((whole: ToolResult) => void | Promise<void>) | undefined;
}

/** What a handler returned, or where a model would be shown more than so many bytes of it, head and tail of that. */
export async function limitValue(
  value: unknown,
  call: ToolCall,
  { bytes, onCut }: LimitOutputOptions,
): Promise<unknown> {
  const whole = shapeResult(call, value);
  const cut = cutMiddle(toText(whole), bytes);
  if (cut === undefined) return value;
  await onCut?.(whole);
  return cutResult(whole, cut);
}

function cutResult({ error, content = [] }: ToolResult, cut: string): unknown {
  if (error) return toolResult({ error: { ...error, message: cut } });
  const files = content.filter(({ type }) => type === 'file');
  return toolResult({ output: cut, ...(files.length > 0 && { content: [{ type: 'text', text: cut }, ...files] }) });
}

/** Head and tail of a text that is too long, in whole characters; undefined if it fits. */
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
