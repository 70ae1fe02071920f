import { createBridge } from '../../bridge/create-bridge.js';
import { ToolferryError } from '../../errors.js';
import { addEach, screenTools } from '../../remote/add-remote-tools.js';
import { toDefinition } from '../../tool/definition.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool, DefinitionIssue, ToolDefinition } from '../../types.js';
import type { ClientInput } from './read-input.js';

/**
 * Returns the definitions of a client's tools, screened like all that come over a wire. Throws `invalid_tool` for one that cannot be
 * offered, and for one with the name of a tool of the server, which it must not replace.
 */
export async function takeTools(
  { tools }: ClientInput,
  serverTools: ReadonlySet<string>,
): Promise<readonly ToolDefinition[]> {
  const bridge = createBridge();
  const screened = await screenTools(tools.map(toTool), bridge.tools);
  const refused = [...screened.refused, ...addEach(bridge, screened.tools)];
  const [first] = refused;
  if (first) throw refusal(first.name, first.issues);
  for (const tool of bridge.tools) {
    // Clients look a call up by the name that they sent.
    if (toolName(tool) !== tool.name)
      throw refusal(tool.name, [{ path: 'name', message: 'has characters that providers refuse' }]);
    if (serverTools.has(tool.name))
      throw refusal(tool.name, [{ path: 'name', message: 'is the name of a tool of the server' }]);
  }
  return [...bridge.tools].map(toDefinition);
}

function toTool({ name, description, parameters }: Readonly<Record<string, unknown>>): ClientTool {
  return { name, description: description ?? '', inputSchema: parameters ?? { type: 'object' } } as ClientTool;
}

function refusal(name: string, issues: readonly DefinitionIssue[]): ToolferryError {
  const reasons = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new ToolferryError('invalid_tool', `The tool "${name}" of the client was refused: ${reasons}.`, {
    data: { name },
  });
}
