import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransport1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { MCPClient } from 'toolferry/mcp';
import type { ServerCommand } from './server-command.ts';

/** The two clients that users have. */
export const clientKinds = ['client 2', 'sdk 1'] as const;
export type ClientKind = (typeof clientKinds)[number];

export type ConnectedClient = MCPClient & { close(): Promise<void>; onerror?: ((error: Error) => void) | undefined };

const me = { name: 'toolferry-tests', version: '1.0.0' };

/** Starts a server and connects to it over stdio. Closing the client ends the server. */
export async function connectClient(kind: ClientKind, command: ServerCommand): Promise<ConnectedClient> {
  if (kind === 'sdk 1') {
    const client = new Client1(me);
    await client.connect(new StdioClientTransport1(command));
    return client;
  }
  const client = new Client(me);
  await client.connect(new StdioClientTransport(command));
  return client;
}
