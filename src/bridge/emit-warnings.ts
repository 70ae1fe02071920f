import type { Emit } from '../async/notify.js';
import { checkDefinition } from '../tool/check-definition.js';
import { screenedBy, unchecked } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, DefinitionLimits, ToolEvent } from '../types.js';

/** The tools whose warnings a listener knows: a connection registers them in two bridges. */
const knownTo = new WeakMap<object, WeakSet<ClientTool>>();

/** Returns a function that emits the warnings of a tool, once per listener. Those of a remote tool are known from its screening. */
export function emitWarnings(
  listener: object,
  emit: Emit<ToolEvent>,
): (tool: ClientTool, limits: DefinitionLimits) => void {
  const known = knownTo.get(listener) ?? new WeakSet();
  knownTo.set(listener, known);
  return (tool, limits) => {
    if (known.has(tool)) return;
    known.add(tool);
    const warnings = screenedBy.of(tool) ? (unchecked.of(tool) ?? []) : checkDefinition(tool, limits).warnings;
    if (warnings.length > 0) emit({ type: 'tool-warnings', toolName: toolName(tool), warnings });
  };
}
