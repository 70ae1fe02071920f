import { headerSecrets, namedSecrets } from '../remote/known-secrets.js';
import { createRedact, type Redact } from '../remote/redact.js';
import { getProperty } from '../unknown.js';
import type { MCPClient } from './mcp-client.js';

/**
 * Returns the function that removes the secrets that the client's transport sends: its headers, its access token, and the
 * environment variables of a server's process with the names of secrets. The transports have these as private
 * members (sdk 1.32, client 2.4): from one without them nothing is removed.
 */
export async function redactFor(client: MCPClient): Promise<Redact> {
  const transport = getProperty(client, 'transport');
  return createRedact([
    ...headerSecrets(getProperty(getProperty(transport, '_requestInit'), 'headers')),
    ...namedSecrets(getProperty(getProperty(transport, '_serverParams'), 'env')),
    ...(await tokensOf(getProperty(transport, '_authProvider'))),
  ]);
}

/** A provider has the method `tokens` or, in client 2, `token`. */
async function tokensOf(provider: unknown): Promise<string[]> {
  try {
    const { tokens, token } = (provider ?? {}) as { tokens?(): unknown; token?(): unknown };
    const granted = await tokens?.call(provider);
    const all = [
      await token?.call(provider),
      ...['access_token', 'refresh_token'].map((key) => getProperty(granted, key)),
    ];
    return all.filter((each) => typeof each === 'string');
  } catch {
    return [];
  }
}
