import { refuseUnknown } from '../refuse-unknown.js';
import type { BridgeLimits, DefinitionIssue } from '../types.js';

/** Every limit, with its default where the user set none. */
export type Limits = { readonly [Limit in keyof BridgeLimits]-?: number };

export const defaultLimits: Limits = {
  schemaBytes: 262_144,
  schemaLevels: 100,
  schemaNodes: 20_000,
  descriptionBytes: 16_384,
  nameBytes: 512,
  tools: 10_000,
  inputNodes: 200_000,
  outputNodes: 1_000_000,
};

/** Returns all limits, defaults included. Throws a TypeError for an unknown limit, and for one that is not a non-negative number. */
export function readLimits(given: BridgeLimits = {}): Limits {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  refuseUnknown('a limit', given, defaultLimits);
  for (const [name, value] of set) {
    if (!(typeof value === 'number' && value >= 0))
      throw new TypeError(`limits.${name} must be a non-negative number, not ${value}.`);
  }
  return { ...defaultLimits, ...Object.fromEntries(set) };
}

/** Reports a string with too many bytes of UTF-8. A UTF-16 unit takes at most three, so most strings need not be encoded. */
export function tooLong(text: string, path: string, maxBytes: number): DefinitionIssue[] {
  if (text.length * 3 <= maxBytes) return [];
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxBytes) return [];
  return [{ path, message: `has ${formatCount(bytes)} bytes; the maximum is ${formatCount(maxBytes)}` }];
}

/** Formats a number as `17,212`. Not by `toLocaleString`, whose first use loads its data for 12 ms. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
