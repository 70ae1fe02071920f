import { toDefinition } from '../tool/definition.js';
import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import type { ToolDefinition, ToolMetadata } from '../types.js';
import type { WireTool } from './wire-types.js';

/**
 * A definition as the server is told. What would make the server ask for approval is masked, and the bridge asks here:
 * after an approved client tool, atp-server 0.19.17 gives the approval's record to the next call as its value, and in
 * batches it does not ask at all. The server's own provenance policies see the masked values.
 */
export function toWireTool(tool: ToolDefinition): WireTool {
  const { metadata, ...definition } = toDefinition(tool);
  // ATP refuses the whole session if one tool has no description.
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
