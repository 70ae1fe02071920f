import type { DefinitionIssue, DefinitionLimits } from '../types.js';

/** Every limit, with its default where the user named none. */
export type Limits = { readonly [Limit in keyof DefinitionLimits]-?: number };

export const defaultLimits: Limits = {
  schemaBytes: 262_144,
  schemaLevels: 100,
  schemaNodes: 20_000,
  descriptionBytes: 16_384,
  references: 10_000,
  patternPower: 2,
};

/** The limits that count, the defaults included. Throws a TypeError for one that is no number from 0 up. */
export function readLimits(own: DefinitionLimits = {}): Limits {
  const named = Object.entries(own).filter(([, value]) => value !== undefined);
  for (const [name, value] of named) {
    if (!(name in defaultLimits && typeof value === 'number' && value >= 0))
      throw new TypeError(`limits.${name}: ${value} is no limit; there are ${Object.keys(defaultLimits).join(', ')}.`);
  }
  return { ...defaultLimits, ...Object.fromEntries(named) };
}

/** The issue of a text with too many bytes of UTF-8. A unit is at most three: most texts need not be counted. */
export function tooLong(text: string, path: string, most: number): DefinitionIssue[] {
  if (text.length * 3 <= most) return [];
  const bytes = new TextEncoder().encode(text).length;
  return bytes > most ? [{ path, message: `has ${formatCount(bytes)} bytes; at most ${formatCount(most)}` }] : [];
}

/** `17,212` */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}
