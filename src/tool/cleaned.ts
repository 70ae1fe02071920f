import type { ClientTool } from '../types.js';

/** Enumerable on purpose: a decorator's `{ ...tool, handler }` keeps it. */
const key = Symbol.for('toolferry.cleaned');

/** How many hidden characters were removed from one text of a server's definition, and where that text is. */
export interface Cleaned {
  readonly path: string;
  readonly removed: number;
}

export function markCleaned<Tool extends ClientTool>(tool: Tool, cleaned: readonly Cleaned[]): Tool {
  return { ...tool, [key]: cleaned };
}

/** What was removed from a tool's definition when it was taken in; empty for most. */
export function cleanedOf(tool: object): readonly Cleaned[] {
  return (tool as { readonly [key]?: readonly Cleaned[] })[key] ?? [];
}
