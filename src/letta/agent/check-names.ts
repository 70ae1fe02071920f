import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { ToolferryError } from '../../errors.js';
import { isGated } from '../rest/server-tools.js';

/**
 * Throws if a local tool has the name of a server tool: the client's would win while it is offered, and the server's would run
 * as soon as it is not. A name in `standIn` is meant so; then the server's tool must be one that waits for approval.
 */
export function checkNames(
  names: readonly string[],
  standIn: ReadonlySet<string>,
  serverTools: readonly Tool[],
  agent: AgentState,
): void {
  const gated = new Set(serverTools.filter((tool) => isGated(tool, agent)).map(({ name }) => name));
  const onServer = new Set(serverTools.map(({ name }) => name));
  const taken = names.filter((name) => onServer.has(name) && !standIn.has(name));
  if (taken.length > 0)
    throw wrong(`The server has tools named ${list(taken)} too. Rename the local ones, or name them in \`standIn\`.`);
  const missing = [...standIn].filter((name) => !names.includes(name));
  if (missing.length > 0) throw wrong(`\`standIn\` names ${list(missing)}, and there is no such local tool.`);
  const free = [...standIn].filter((name) => !gated.has(name));
  if (free.length > 0)
    throw wrong(
      `\`standIn\` names ${list(free)}, but only a server tool that waits for approval can be answered for. Let it require approval.`,
    );
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function wrong(message: string): ToolferryError {
  return new ToolferryError('invalid_tool', message);
}
