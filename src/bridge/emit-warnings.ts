import type { Emit } from '../async/notify.js';
import { checkMetadata } from '../tool/check-metadata.js';
import { unchecked } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, ToolEvent } from '../types.js';

/**
 * Returns a function that emits the warnings of a tool's metadata, and the parts of a remote tool's schemas that are not checked.
 * Walks no schema: `checkDefinition` also reports other dialects.
 */
export function emitWarnings(emit: Emit<ToolEvent>): (tool: ClientTool) => void {
  return (tool) => {
    const warnings = [...checkMetadata(tool.metadata).warnings, ...(unchecked.of(tool) ?? [])];
    if (warnings.length > 0) emit({ type: 'tool-warnings', toolName: toolName(tool), warnings });
  };
}
