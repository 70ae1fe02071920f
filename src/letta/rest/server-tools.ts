import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { toLettaError } from '../letta-error.js';

/** The tools of an agent that the server runs: by name, with whether each waits for approval. */
export async function listServerTools(client: Letta, agentId: string): Promise<Tool[]> {
  const tools = new Map<string, Tool>();
  try {
    // Pages are in order of time and go on by id (0.16.8): they repeat tools and lack others, so all are asked for at once.
    for await (const tool of client.agents.tools.list(agentId, { limit: 1_000 })) tools.set(tool.id, tool);
  } catch (error) {
    throw toLettaError(error);
  }
  return [...tools.values()];
}

/** Whether the server waits for a yes before it runs this tool in a turn. It does not when the tool is called from here. */
export function isGated(tool: Tool, { tool_rules }: AgentState): boolean {
  const hasRule = tool_rules?.some((rule) => rule.type === 'requires_approval' && rule.tool_name === tool.name);
  return hasRule || tool.default_requires_approval === true;
}
