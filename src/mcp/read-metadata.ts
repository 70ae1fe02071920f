import type { ToolMetadata } from '../types.js';
import type { ListedTool } from './list-page.js';
import { type HintOptions, readHints } from './read-hints.js';
import { createTighten, type Tighten } from './tighten.js';

export interface MetadataOptions extends HintOptions {
  /**
   * Security metadata for a tool, by the server's name for it and the tool as the server listed it (`_meta`, `annotations`, …).
   * It overrides the server's hints. The policy reads it. For a changed tool it can only become stricter, unless `trusted`.
   */
  readonly metadata?: ((name: string, listed: ListedTool) => ToolMetadata | undefined) | undefined;
}

/** The strictest metadata of each tool of one connection: by the server's hints, and with each function of the user. */
export interface Strictest {
  readonly hints: Tighten;
  readonly combined: WeakMap<object, Tighten>;
}

/** Reads the metadata of a tool that the server names so. */
export type ReadMetadata = (name: string, listed: ListedTool) => ToolMetadata | undefined;

/** Creates a reader that combines a server's hints with the user's metadata, and remembers the strictest of each tool. */
export function metadataReader(
  { metadata, ...options }: MetadataOptions,
  { hints, combined }: Strictest,
): ReadMetadata {
  const unlessTrusted = (tighten: Tighten): Tighten => (options.trusted === true ? asRead : tighten);
  const tightenHints = unlessTrusted(hints);
  const readHinted: ReadMetadata = (name, { annotations }) => tightenHints(name, readHints(annotations, options));
  if (metadata === undefined) return readHinted;
  const tighten = combined.get(metadata) ?? createTighten();
  combined.set(metadata, tighten);
  const tightenBoth = unlessTrusted(tighten);
  return (name, listed) => tightenBoth(name, combine(readHinted(name, listed), metadata(name, listed)));
}

const asRead: Tighten = (_, metadata) => metadata;

/** The user's metadata wins. */
function combine(hinted: ToolMetadata | undefined, stated: ToolMetadata | undefined): ToolMetadata | undefined {
  if (hinted === undefined || stated?.operationType !== undefined) return stated;
  const members = Object.entries(stated ?? {}).filter(([, value]) => value !== undefined);
  return { ...hinted, ...Object.fromEntries(members) };
}
