// Imports every built entry and calls a tool through each: run by Node, Bun and Deno.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createToolsFromClient as toAISDK } from '../../dist/ai-sdk/index.js';
import { connectATP } from '../../dist/atp/index.js';
import { createBridge, defineTool } from '../../dist/index.js';
import { createToolsFromClient as toLangChain } from '../../dist/langchain/index.js';
import { fromMCPClient } from '../../dist/mcp/index.js';
import { zod3 } from '../../dist/zod3/index.js';

const greet = defineTool({
  name: 'greet',
  description: 'Greet',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  handler: ({ name }) => `Hello ${name}`,
});
const bridge = createBridge({ tools: [greet] });
const good = await bridge.execute({ id: 'c1', name: 'greet', input: { name: 'Ada' } });
const bad = await bridge.execute({ id: 'c2', name: 'greet', input: { name: 1 } });
const [tool] = toLangChain(bridge);
const message = await tool.invoke({ type: 'tool_call', id: 'c3', name: 'greet', args: { name: 'Bob' } });
const output = await toAISDK(bridge).greet.execute({ name: 'Cy' }, { toolCallId: 'c4', messages: [] });
const unreachable = await connectATP({ baseUrl: 'http://127.0.0.1:1' }).catch(({ code }) => code);

const me = { name: 'smoke', version: '1.0.0' };
const server = new Server(me, { capabilities: { tools: {} } });
const outputSchema = { type: 'object', properties: { greeting: { type: 'string' } } };
server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ ...greet, outputSchema }] }));
server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
  content: [],
  structuredContent: { greeting: `Hello ${params.arguments.name}` },
}));
const [here, there] = InMemoryTransport.createLinkedPair();
await server.connect(there);
const client = new Client(me);
await client.connect(here);
const mcp = createBridge();
await fromMCPClient(client, { bridge: mcp });
const greeted = await mcp.execute({ id: 'c5', name: 'greet', input: { name: 'Di' } });
await client.close();

const results = [good.output, bad.error.code, message.content, output, greeted.output.greeting];
console.log(JSON.stringify([...results, typeof unreachable, typeof zod3]));
