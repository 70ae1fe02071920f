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
  /** The tools that the server lists, which may be invalid. */
  tools?: readonly object[];
  /** Returns a page by its cursor (undefined: the first), instead of `tools`. */
  page?: ((cursor: string | undefined) => object) | undefined;
  call?: (
    params: CallToolRequest['params'],
    extra: RequestHandlerExtra<ServerRequest, ServerNotification>,
  ) => object | Promise<object>;
  /** Default: tools, with notifications of changes. */
  readonly capabilities?: object;
}

const me = { name: 'in-process', version: '1.0.0' };
const anything = { type: 'object', properties: {} };

/** Starts a real server of the SDK in this process, which reads `config` at each request, and connects a client. */
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

/** Returns a listed tool with this name and further members. */
export function listed(name: string, more: object = {}): object {
  return { name, description: name, inputSchema: anything, ...more };
}
