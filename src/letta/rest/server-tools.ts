import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { toLettaError } from '../letta-error.js';

/** Lists the tools of an agent that its server runs. */
export async function listServerTools(client: Letta, agentId: string): Promise<Tool[]> {
  const tools = new Map<string, Tool>();
  try {
    // Pages are ordered by time but continue by id (0.16.8), so that they repeat and lack tools: one page requests all.
    for await (const tool of client.agents.tools.list(agentId, { limit: 1_000 })) tools.set(tool.id, tool);
  } catch (error) {
    throw toLettaError(error);
  }
  return [...tools.values()];
}

/** Returns whether the server requests approval for this tool in a turn. It does not for a direct call from here. */
export function isGated(tool: Tool, { tool_rules }: AgentState): boolean {
  const hasRule = tool_rules?.some((rule) => rule.type === 'requires_approval' && rule.tool_name === tool.name);
  return hasRule || tool.default_requires_approval === true;
}
