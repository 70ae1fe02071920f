/** The client that the conformance suite runs: lists and calls all tools of the given server through toolferry. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';

const [kind, address = ''] = process.argv.slice(2);
const me = { name: 'toolferry-conformance', version: '1.0.0' };

async function connect() {
  const url = new URL(address);
  if (kind === 'sdk-1') {
    const client = new Client1(me);
    // Its transport's optional members do not type-check with exactOptionalPropertyTypes.
    await client.connect(new StreamableHTTPClientTransport1(url) as Parameters<typeof client.connect>[0]);
    return client;
  }
  const client = new Client(me);
  await client.connect(new StreamableHTTPClientTransport(url));
  return client;
}

const client = await connect();
const bridge = createBridge();
for (const { name } of await fromMCPClient(client, { bridge })) {
  const result = await bridge.execute({
    id: `call_${name}`,
    name,
    input: name === 'add_numbers' ? { a: 2, b: 3 } : {},
  });
  console.log(JSON.stringify(result));
}
await client.close();
