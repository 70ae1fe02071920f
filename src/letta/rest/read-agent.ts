import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { ToolferryError } from '../../errors.js';
import { redactOutcome } from '../../remote/redact.js';
import { getProperty } from '../../unknown.js';
import { toLettaError } from '../letta-error.js';
import { resultLimit } from '../to-letta-tool-return.js';
import { listServerTools } from './server-tools.js';
import { redactFor } from './without-secrets.js';

/** An agent as its server describes it. */
interface AgentDescription {
  readonly agent: AgentState;
  readonly serverTools: readonly Tool[];
  /** The maximum number of characters of one result. */
  readonly maxCharacters: number;
}

/** Reads an agent. Throws `unsupported_agent` for one that would ignore client tools; no message is sent to it. */
export function readAgent(...request: Parameters<typeof readAll>): Promise<AgentDescription> {
  return redactOutcome(readAll(...request), redactFor(request[0]));
}

async function readAll(
  client: Letta,
  agentId: string,
  overrideModel: string | null | undefined,
): Promise<AgentDescription> {
  try {
    const agent = await client.agents.retrieve(agentId, {}, { maxRetries: 0 });
    checkAgentType(agent);
    const serverTools = await listServerTools(client, agentId);
    return { agent, serverTools, maxCharacters: resultLimit(await contextWindow(client, agent, overrideModel)) };
  } catch (error) {
    throw toLettaError(error);
  }
}

/** The types of agents that support client tools; all others ignore them silently (0.16.8). */
const supported = ['letta_v1_agent', 'sleeptime_agent'];

function checkAgentType({ agent_type, id }: AgentState): void {
  if (supported.includes(agent_type)) return;
  const message = `Agent ${id} is a "${agent_type}", which ignores client tools. Use an agent of type ${supported.join(' or ')}.`;
  throw new ToolferryError('unsupported_agent', message, { data: { agentType: agent_type } });
}

/** The largest context window that a server uses for an override by default (0.16.8). */
const maxOverrideWindow = 128_000;

/** Returns the context window, in tokens, by which Letta truncates results; undefined if the server does not know it. */
async function contextWindow(
  client: Letta,
  { llm_config }: AgentState,
  override: string | null | undefined,
): Promise<number | undefined> {
  // Absent or null for an agent that has no model yet.
  if (!override)
    return (llm_config as Partial<AgentState['llm_config']> | null | undefined)?.context_window ?? undefined;
  const models = await client.models.list({}, { maxRetries: 0 });
  const model = models.find(({ handle }) => handle === override);
  return model && Math.min(model.max_context_window, maxOverrideWindow);
}

/** Returns whether the server keeps all calls of a step. It does not report this for a model that overrides the agent's. */
export function isParallelAgent({ llm_config }: AgentState, override: string | null | undefined): boolean {
  // `model_settings` has it as true for every agent (0.16.8); the SDK's type of `llm_config` lacks it (1.12.1).
  return !override && getProperty(llm_config, 'parallel_tool_calls') === true;
}
