import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { toLettaError } from '../letta-error.js';
import { resultLimit } from '../to-letta-tool-return.js';
import { checkAgentType } from './check-agent.js';
import { contextWindow } from './context-window.js';
import { listServerTools } from './server-tools.js';

/** An agent as its server tells it. */
interface ReadAgent {
  readonly agent: AgentState;
  readonly serverTools: readonly Tool[];
  /** The most characters of one result. */
  readonly maxCharacters: number;
}

/** Reads an agent that turns can run with. Throws before anything is sent to it, also for one that would ignore client tools. */
export async function readAgent(
  client: Letta,
  agentId: string,
  overrideModel: string | null | undefined,
): Promise<ReadAgent> {
  const agent = await client.agents.retrieve(agentId, {}, { maxRetries: 0 }).catch((error: unknown) => {
    throw toLettaError(error);
  });
  checkAgentType(agent);
  const serverTools = await listServerTools(client, agentId);
  return { agent, serverTools, maxCharacters: resultLimit(await contextWindow(client, agent, overrideModel)) };
}
