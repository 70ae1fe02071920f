import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import { toLettaError } from '../letta-error.js';

/** A server uses no more of an override's window, unless its operator says so (0.16.8). */
const mostOfOverride = 128_000;

/** The window in tokens of the model that will answer, by which Letta cuts results; undefined if the server does not know it. */
export async function contextWindow(
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
