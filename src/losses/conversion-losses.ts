import type { ClientTool } from '../types.js';
import { definitionLosses } from './definition-losses.js';
import { type LossKind, lossKinds } from './loss-kinds.js';
import type { ConversionTarget } from './lost.js';
import { nativeLosses } from './native-losses.js';

/** One thing that is not the same for agents there. */
export interface ConversionLoss {
  readonly kind: LossKind;
  /** Where in the tool, as in a definition's issues: `inputSchema/properties/path`. */
  readonly path: string;
  /** What it means. */
  readonly message: string;
}

/**
 * Tells what of a tool is not the same for the agents of a framework or server, before it is given to them. Calls do not
 * count: they go through the bridge everywhere, with its checks, policy and approval.
 *
 * @param tool A client tool, also one that was taken in from a framework or a server.
 * @param target Who gets it: `langchain`, `ai-sdk`, `atp` or `letta`.
 * @returns One entry per kind and place; empty for a plain tool. The kinds are a closed list, in `docs/losses.md`.
 * @example
 * ```ts
 * import { defineTool } from 'toolferry';
 * import { conversionLosses } from 'toolferry/losses';
 *
 * const remove = defineTool({
 *   name: 'remove',
 *   namespace: 'fs',
 *   description: 'Remove a file',
 *   inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
 *   metadata: { operationType: 'destructive' },
 *   handler: () => 'removed',
 * });
 * console.log(conversionLosses(remove, 'langchain').map(({ kind }) => kind)); // [ 'name', 'metadata' ]
 * ```
 */
export function conversionLosses(tool: ClientTool, target: ConversionTarget): ConversionLoss[] {
  const lost = [...definitionLosses(tool, target), ...nativeLosses(tool, target)];
  return lost.map(([kind, path]) => ({ kind, path, message: lossKinds[kind] }));
}
