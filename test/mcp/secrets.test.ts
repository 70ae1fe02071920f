import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createBridge } from 'toolferry';
import { fromMCPClient, type MCPClient } from 'toolferry/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientKind, clientKinds } from '../peers/mcp/connect-client.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';

const key = 'key-4f9a1c7e';
const connectStdio = useMCP();

/** Starts a server over HTTP whose tools repeat the headers of the request, in a result, an error and as progress. */
async function startHTTPServer(): Promise<Server> {
  const started = createServer(async (request, response) => {
    const refused = request.headers['x-refuse'];
    const body = request.method === 'POST' ? await json(request) : undefined;
    if (refused !== undefined && (body as { method?: string } | undefined)?.method === refused)
      return void response.writeHead(400).end(`refused ${request.headers['x-api-key']}`);
    const mcp = new McpServer({ name: 'repeats', version: '1.0.0' });
    mcp.registerTool('repeat', { description: 'Repeats' }, async ({ requestInfo, sendNotification, _meta }) => {
      const text = JSON.stringify(requestInfo?.headers);
      const progressToken = _meta?.progressToken as string;
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: 1, message: text },
      });
      return { content: [{ type: 'text', text }] };
    });
    const description = `Repeats ${request.headers['x-api-key']}`;
    mcp.registerTool('describe', { description }, () => ({ content: [] }));
    mcp.registerTool('fail', { description: 'Fails' }, async ({ requestInfo }) => {
      throw new Error(`not with ${JSON.stringify(requestInfo?.headers)}`);
    });
    const transport = new StreamableHTTPServerTransport();
    await mcp.connect(transport as never);
    await transport.handleRequest(request, response, body);
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started;
}

let server: Server;
beforeAll(async () => {
  server = await startHTTPServer();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function connectHTTP(kind: ClientKind, options: object): Promise<MCPClient> {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const me = { name: 'toolferry-tests', version: '1.0.0' };
  if (kind === 'sdk 1') {
    const client = new Client1(me);
    await client.connect(new StreamableHTTPClientTransport1(url, options) as never);
    return client;
  }
  const client = new Client(me);
  await client.connect(new StreamableHTTPClientTransport(url, options));
  return client;
}

describe.each(clientKinds)('secrets in what a server sends, with %s', (kind) => {
  test.each([
    ['an object', { 'x-api-key': key, authorization: `Bearer own-${key}` }],
    ['Headers', new Headers({ 'x-api-key': key, authorization: `Bearer own-${key}` })],
    ['pairs', [['x-api-key', key]]],
  ])('the headers of the client, as %s, are removed from results, errors and progress', async (_form, headers) => {
    const client = await connectHTTP(kind, { requestInit: { headers } });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const seen: unknown[] = [];
    const onProgress = (value: unknown) => seen.push(value);
    for (const name of ['repeat', 'fail'])
      seen.push(await bridge.execute({ id: name, name, input: {} }, { onProgress }));
    expect(seen).toHaveLength(3);
    for (const each of seen) expect(JSON.stringify(each)).toContain('[secret removed]');
    expect(JSON.stringify(seen)).not.toContain('4f9a1c7e');
    expect(bridge.tools.get('describe')?.description).toBe('Repeats [secret removed]');
  });

  test('a list that the server refuses rejects without the headers of the client', async () => {
    const client = await connectHTTP(kind, {
      requestInit: { headers: { 'x-api-key': key, 'x-refuse': 'tools/list' } },
    });
    const error = await fromMCPClient(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain('refused [secret removed]');
  });

  test('the access token of an authorization provider is removed', async () => {
    const provider = { 'sdk 1': { tokens: () => ({ access_token: key }) }, 'client 2': { token: async () => key } };
    const client = await connectHTTP(kind, { authProvider: provider[kind] });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const result = await bridge.execute({ id: 'c', name: 'repeat', input: {} });
    expect(JSON.stringify(result)).toContain('[secret removed]');
    expect(JSON.stringify(result)).not.toContain(key);
  });

  test("a key in the environment of a server's process is removed, and its other variables stay", async () => {
    const client = await connectStdio(kind, 'everything', [], { DEMO_API_KEY: key, DEMO_REGION: 'north-of-here' });
    const bridge = createBridge();
    await fromMCPClient(client, { bridge });
    const result = await bridge.execute({ id: 'c', name: 'get-env', input: {} });
    expect(JSON.stringify(result)).toContain('DEMO_API_KEY');
    expect(JSON.stringify(result)).toContain('north-of-here');
    expect(JSON.stringify(result)).not.toContain(key);
  });
});
