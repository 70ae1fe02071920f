import { toJSON } from '../result/to-json.js';
import { canonical } from '../schema/canonical.js';
import type { ToolCall } from '../types.js';

/** Identifies what a call asks for. An input that cannot be read has no part in it: its call is refused, whatever it contains. */
export function callFingerprint({ name, input }: Pick<ToolCall, 'name' | 'input'>, maxNodes: number): string {
  try {
    return canonical([name, toJSON(input, { maxNodes })]);
  } catch {
    return canonical([name]);
  }
}
