import { copiedMark, type HiddenMark, hiddenMark, type Mark } from '../mark.js';
import { toDefinition } from '../tool/definition.js';
import { toolName } from '../tool/tool-name.js';
import type { Bridge, ClientTool, Ruling, ToolCall } from '../types.js';
import { omitUndefined } from '../unknown.js';

/** On a tool that was converted from a framework tool: the ruling of the bridge that it came from. */
export const keptPolicy: Mark<(call?: ToolCall) => Ruling> = copiedMark('kept-policy');

/** On a bridge's policy: it is the default one, which reads only the marks that the tool itself carries. */
export const isDefaultPolicy: HiddenMark<true> = hiddenMark('default-policy');

/**
 * Returns the client tool that a framework tool of this bridge is converted back to: the tool itself, or, if the bridge has a
 * policy that differs from the default, a copy that remains under it in every other bridge, also under another name or with other metadata.
 */
export function keepPolicy(tool: ClientTool, { policy }: Pick<Bridge, 'policy'>): ClientTool {
  if (isDefaultPolicy.of(policy)) return tool;
  const name = toolName(tool);
  return keptPolicy.set(toPlainTool(tool), (call) => policy(tool, call && { ...call, name }));
}

/** Returns a tool whose copies have all its members. A copy of an object of a class would lose its methods, such as the handler. */
function toPlainTool(tool: ClientTool): ClientTool {
  if (Object.getPrototypeOf(tool) === Object.prototype) return tool;
  const { handler, validate, needsApproval } = tool;
  const methods = {
    handler: handler?.bind(tool),
    validate: validate?.bind(tool),
    needsApproval: needsApproval?.bind(tool),
  };
  return { ...tool, ...toDefinition(tool), ...(omitUndefined(methods) as Partial<ClientTool>) };
}
