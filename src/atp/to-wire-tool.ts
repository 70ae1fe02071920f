import { toDefinition } from '../tool/definition.js';
import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import type { ToolDefinition, ToolMetadata } from '../types.js';
import type { WireTool } from './wire-types.js';

/**
 * Returns a definition as it is registered with the server. Metadata that would make the server ask for approval is masked,
 * and the bridge asks here instead: after an approved client tool, atp-server 0.19.17 returns the approval's record as the
 * value of the next call, and it never asks in batches. The server's provenance policies see the masked values.
 */
export function toWireTool(tool: ToolDefinition): WireTool {
  const { metadata, ...definition } = toDefinition(tool);
  // ATP rejects the whole session if a tool has no description.
  const described = { ...definition, description: definition.description || definition.name };
  return metadata === undefined ? described : { ...described, metadata: mask(metadata) };
}

function mask({ requiresApproval: _, ...metadata }: ToolMetadata): ToolMetadata {
  const { operationType, sensitivityLevel } = metadata;
  return {
    ...metadata,
    ...(operationType === ToolOperationType.DESTRUCTIVE && { operationType: ToolOperationType.WRITE }),
    ...(sensitivityLevel === ToolSensitivityLevel.SENSITIVE && { sensitivityLevel: ToolSensitivityLevel.INTERNAL }),
  };
}
