import { Client } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CallToolRequest,
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
} from '@modelcontextprotocol/sdk/types.js';
import type { ClientKind, ConnectedClient } from '../../peers/mcp/connect-client.ts';

export interface InProcessServer {
  /** What the server lists; as odd as a test wants it. */
  tools?: readonly object[];
  /** Several pages in place of `tools`, by cursor (undefined: the first). */
  page?: ((cursor: string | undefined) => object) | undefined;
  call?: (
    params: CallToolRequest['params'],
    extra: RequestHandlerExtra<ServerRequest, ServerNotification>,
  ) => object | Promise<object>;
  /** Absent: a server of tools that may change. */
  readonly capabilities?: object;
}

const me = { name: 'in-process', version: '1.0.0' };
const anything = { type: 'object', properties: {} };

/** A real server of the SDK in this process, which reads `config` anew at each request, and a client of the wanted kind. */
export async function connectInProcess(
  kind: ClientKind,
  config: InProcessServer,
): Promise<{ readonly client: ConnectedClient; readonly server: Server }> {
  const { capabilities = { tools: { listChanged: true } } } = config;
  const server = new Server(me, { capabilities });
  if ('tools' in capabilities) {
    server.setRequestHandler(
      ListToolsRequestSchema,
      ({ params }) => (config.page?.(params?.cursor) ?? { tools: config.tools }) as ServerResult,
    );
    server.setRequestHandler(
      CallToolRequestSchema,
      async ({ params }, extra) => (await config.call?.(params, extra)) as ServerResult,
    );
  }
  const [here, there] = InMemoryTransport.createLinkedPair();
  await server.connect(there);
  const client = kind === 'sdk 1' ? new Client1(me) : new Client(me);
  await client.connect(here);
  return { client, server };
}

/** A listed tool of this name, with what else a test wants to say about it. */
export function listed(name: string, more: object = {}): object {
  return { name, description: name, inputSchema: anything, ...more };
}
