import type { Emit } from '../async/notify.js';
import { checkDefinition } from '../tool/check-definition.js';
import { screenedBy, unchecked } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, DefinitionLimits, ToolEvent } from '../types.js';

/** Returns a function that emits the warnings of a tool's definition. Those of a remote tool are known from its screening. */
export function emitWarnings(emit: Emit<ToolEvent>): (tool: ClientTool, limits: DefinitionLimits) => void {
  return (tool, limits) => {
    const warnings = screenedBy.of(tool) ? (unchecked.of(tool) ?? []) : checkDefinition(tool, limits).warnings;
    if (warnings.length > 0) emit({ type: 'tool-warnings', toolName: toolName(tool), warnings });
  };
}
