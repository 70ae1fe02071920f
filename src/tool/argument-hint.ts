import { isObject } from '../unknown.js';
import { conversionHint } from './conversion-hint.js';

/**
 * Returns what the argument of a function is that converts framework tools, if it is something else, and what to use. Of an array,
 * the first item decides.
 */
export function argumentHint(value: unknown): string | undefined {
  const given: unknown = Array.isArray(value) ? value[0] : value;
  const isOurs = isObject(given) && ['handler', 'bridge', 'openRun'].some((member) => given[member] !== undefined);
  return isOurs ? 'a client tool or a bridge, which needs no conversion' : conversionHint(given);
}
