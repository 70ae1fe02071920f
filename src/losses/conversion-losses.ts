import type { ClientTool } from '../types.js';
import { definitionLosses } from './definition-losses.js';
import { type LossKind, lossKinds } from './loss-kinds.js';
import type { ConversionTarget } from './lost.js';
import { nativeLosses } from './native-losses.js';
import { schemaLosses } from './schema-losses.js';

/** One difference that agents of the target see. */
export interface ConversionLoss {
  readonly kind: LossKind;
  /** The part of the tool, as in the issues of a definition: `inputSchema/properties/path`. */
  readonly path: string;
  /** The meaning of the difference. */
  readonly message: string;
}

/**
 * Lists every difference that agents of a framework or server will see, before a tool is converted. Calls do not change: they
 * always go through the bridge, with its validation, policy and approval.
 *
 * @param tool A client tool, which may itself come from a framework or a server.
 * @param target The framework or server to convert it for: `langchain`, `ai-sdk`, `atp` or `letta`.
 * @returns One entry per kind and path; empty for a plain tool. The kinds are a closed list, in `docs/losses.md`.
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
  const lost = [...definitionLosses(tool, target), ...nativeLosses(tool, target), ...schemaLosses(tool, target)];
  return lost.map(([kind, path]) => ({ kind, path, message: lossKinds[kind] }));
}
