import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { ToolferryError } from '../../errors.js';
import { toLettaError } from '../letta-error.js';
import { resultLimit } from '../to-letta-tool-return.js';
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

/** The types of agents whose loop knows client tools; all others ignore them without a word (0.16.8). */
const supported = ['letta_v1_agent', 'sleeptime_agent'];

/** Throws before anything is sent if the agent would ignore client tools. */
function checkAgentType({ agent_type, id }: AgentState): void {
  if (supported.includes(agent_type)) return;
  const message = `Agent ${id} is a "${agent_type}", which ignores client tools. Use an agent of type ${supported.join(' or ')}.`;
  throw new ToolferryError('unsupported_agent', message, { data: { agentType: agent_type } });
}

/** A server uses no more of an override's window, unless its operator says so (0.16.8). */
const mostOfOverride = 128_000;

/** The window in tokens of the model that will answer, by which Letta cuts results; undefined if the server does not know it. */
async function contextWindow(
  client: Letta,
  { llm_config }: AgentState,
  override: string | null | undefined,
): Promise<number | undefined> {
  if (!override) return llm_config.context_window;
  const models = await client.models.list({}, { maxRetries: 0 }).catch((error: unknown) => {
    throw toLettaError(error);
  });
  const model = models.find(({ handle }) => handle === override);
  return model && Math.min(model.max_context_window, mostOfOverride);
}
