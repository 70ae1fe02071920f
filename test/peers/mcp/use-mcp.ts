import { afterAll } from 'vitest';
import { type ClientKind, type ConnectedClient, connectClient } from './connect-client.ts';
import { type MCPServerName, serverCommand } from './server-command.ts';

type Connect = (
  kind: ClientKind,
  server: MCPServerName,
  args?: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<ConnectedClient>;

/** Connects to real MCP servers for the tests of one file, and ends them afterwards. */
export function useMCP(): Connect {
  const clients: ConnectedClient[] = [];
  afterAll(() => Promise.all(clients.map((client) => client.close())));
  return async (kind, server, args, env) => {
    const client = await connectClient(kind, serverCommand(server, args, env));
    clients.push(client);
    return client;
  };
}
