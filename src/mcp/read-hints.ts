import type { ToolMetadata } from '../types.js';
import { isObject } from '../unknown.js';

/** How far a server's annotations are believed. */
export interface HintOptions {
  /** What happens with tools that the server does not annotate at all. Default `allow`, as for client tools without metadata. */
  readonly unmarked?: 'allow' | 'ask' | undefined;
  /** Whether all hints are believed, also those by which a tool is harmless. Default false. */
  readonly trusted?: boolean | undefined;
}

/**
 * Converts a server's annotations to security metadata. In the annotations of a tool, a missing or malformed hint has MCP's
 * default: the tool is not read-only, and is destructive if it is not read-only. Only a trusted server can mark a tool as
 * harmless.
 */
export function readHints(annotations: unknown, { unmarked, trusted }: HintOptions): ToolMetadata | undefined {
  if (!isObject(annotations) || Object.keys(annotations).length === 0)
    return unmarked === 'ask' ? { requiresApproval: true } : undefined;
  const { readOnlyHint, destructiveHint } = annotations;
  const isReadOnly = readOnlyHint === true;
  const isDestructive = typeof destructiveHint === 'boolean' ? destructiveHint : !isReadOnly;
  if (isDestructive) return { operationType: 'destructive' };
  return trusted === true ? { operationType: isReadOnly ? 'read' : 'write' } : undefined;
}
