import type { ServerResponse } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { MCPClient } from 'toolferry/mcp';
import { type Listening, listen, readJSON } from './http-server.ts';

export interface MCPScript {
  tools: unknown;
  /** The answer to a call. */
  call?: (params: Called) => unknown;
  /** The answer to a page of the list, instead of `tools`. */
  page?: (cursor: string | undefined) => unknown;
}

export interface Called {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface MCPServer extends Pick<Listening, 'stop' | 'connections'> {
  connect(kind: 'client 2' | 'sdk 1'): Promise<MCPClient & { close(): Promise<void> }>;
  /** Notifies the clients that the list changed. */
  changed(): void;
  readonly called: Called[];
  /** How often the list was read. */
  readings(): number;
  /** Whether a client listens for notifications. */
  isHeard(): boolean;
}

const version = '2025-06-18';

/** Starts an MCP server over HTTP that reads its script at each request. It refuses what the real ones refuse. */
export async function startMCP(script: MCPScript): Promise<MCPServer> {
  const streams = new Set<ServerResponse>();
  const called: Called[] = [];
  let readings = 0;
  // biome-ignore lint/suspicious/noExplicitAny: the parameters of any request
  const answer = (method: string, params: any): unknown => {
    if (method === 'initialize')
      return {
        protocolVersion: version,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'fake', version: '1' },
      };
    if (method === 'ping') return {};
    if (method === 'tools/list') {
      readings += 1;
      return script.page?.(params?.cursor) ?? { tools: script.tools };
    }
    if (method !== 'tools/call') return undefined;
    called.push(params);
    return script.call?.(params) ?? { content: [{ type: 'text', text: 'ran' }] };
  };
  const started = await listen(async (request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
      streams.add(response.on('close', () => streams.delete(response)));
      return;
    }
    if (request.method !== 'POST') return void response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
    const accepts = request.headers.accept ?? '';
    const message = (await readJSON(request)) as { jsonrpc?: string; id?: unknown; method: string; params?: unknown };
    const isKnown =
      message?.jsonrpc === '2.0' && accepts.includes('application/json') && accepts.includes('text/event-stream');
    if (!isKnown) return void response.writeHead(400).end();
    if (message.id === undefined) return void response.writeHead(202).end();
    const result = await answer(message.method, message.params);
    const error = { code: -32601, message: 'Method not found' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      typeof result === 'string'
        ? result
        : JSON.stringify({ jsonrpc: '2.0', id: message.id, ...(result === undefined ? { error } : { result }) }),
    );
  });
  return {
    async connect(kind) {
      const url = new URL(`http://${started.host}/mcp`);
      const me = { name: 'attack', version: '1' };
      const client = kind === 'sdk 1' ? new Client1(me) : new Client(me);
      client.onerror = () => {};
      await client.connect((kind === 'sdk 1' ? new Transport1(url) : new StreamableHTTPClientTransport(url)) as never);
      return client as never;
    },
    changed() {
      const notification = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
      for (const stream of streams) stream.write(`event: message\ndata: ${notification}\n\n`);
    },
    called,
    readings: () => readings,
    isHeard: () => streams.size > 0,
    stop: started.stop,
    connections: started.connections,
  };
}
