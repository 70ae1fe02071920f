import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import { createRedact, type Redact } from '../../remote/redact.js';

interface Secretive {
  readonly url: string;
  readonly agent?: AgentCreateParams | undefined;
}

/** Returns the function that removes what is secret in the url (its password and parameters) and in a new agent's parameters. */
export function redactFor({ url, agent }: Secretive): Redact {
  const { password, searchParams } = new URL(url);
  const variables = { ...agent?.tool_exec_environment_variables, ...agent?.secrets };
  const values = Object.values(variables).filter((value) => typeof value === 'string');
  return createRedact([password, ...searchParams.values(), ...values]);
}
