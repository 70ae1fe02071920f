import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { ToolferryError } from '../../errors.js';
import { isGated } from '../rest/server-tools.js';

/**
 * Throws `invalid_tool` if a client tool has the name of a server tool: the client tool would run while it is offered, and the
 * server tool as soon as it is not. A name in `standIn` is intentional, and requires a server tool that waits for approval.
 */
export function checkNames(
  names: readonly string[],
  standIn: ReadonlySet<string>,
  serverTools: readonly Tool[],
  agent: AgentState,
): void {
  const gated = new Set(serverTools.filter((tool) => isGated(tool, agent)).map(({ name }) => name));
  const onServer = new Set(serverTools.map(({ name }) => name));
  const colliding = names.filter((name) => onServer.has(name) && !standIn.has(name));
  if (colliding.length > 0)
    throw invalidTool(
      `The server also has tools named ${quoted(colliding)}. Rename the client tools, or list them in \`standIn\`.`,
    );
  const missing = [...standIn].filter((name) => !names.includes(name));
  if (missing.length > 0) throw invalidTool(`\`standIn\` lists ${quoted(missing)}, but there is no such client tool.`);
  const ungated = [...standIn].filter((name) => !gated.has(name));
  if (ungated.length > 0)
    throw invalidTool(
      `\`standIn\` lists ${quoted(ungated)}, but a client tool can only stand in for a server tool that requires approval. Make it require approval.`,
    );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function invalidTool(message: string): ToolferryError {
  return new ToolferryError('invalid_tool', message);
}
