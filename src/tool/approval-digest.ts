import { canonical } from '../schema/canonical.js';
import type { ToolCall } from '../types.js';
import { parseInput } from './parse-input.js';
import { sha256 } from './sha256.js';

/**
 * Returns the SHA-256 of a call as it is shown to the person who decides, for a decision that comes from another process. Key order
 * has no effect, and an input that is JSON text counts as its value.
 *
 * @example
 * ```ts
 * import { approvalDigest, createBridge } from 'toolferry';
 *
 * export const bridge = createBridge({
 *   async approve({ call, reason }) {
 *     console.log('Decide about', call.name, call.input, reason, await approvalDigest(call));
 *     return 'later';
 *   },
 * });
 * ```
 */
export function approvalDigest(call: Pick<ToolCall, 'name' | 'input'>): Promise<string> {
  return sha256(shownCall(call));
}

/** Returns the canonical JSON of a call as it is shown. */
export function shownCall({ name, input }: Pick<ToolCall, 'name' | 'input'>): string {
  const parsed = parseInput(input, Number.POSITIVE_INFINITY);
  return canonical([name, 'value' in parsed ? parsed.value : input]);
}
