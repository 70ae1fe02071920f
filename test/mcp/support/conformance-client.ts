/** The client that the conformance suite runs: lists and calls the tools of the given server through toolferry. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';

const [kind, address = ''] = process.argv.slice(2);
const { MCP_CONFORMANCE_PROTOCOL_VERSION: version = '', MCP_CONFORMANCE_CONTEXT: context = '{}' } = process.env;
const me = { name: 'toolferry-conformance', version: '1.0.0' };
const capabilities = { roots: {}, sampling: {}, elicitation: { form: { applyDefaults: true } } };
const accept = () => ({ action: 'accept' as const, content: {} });

async function connect() {
  const url = new URL(address);
  if (kind === 'sdk-1') {
    const client = new Client1(me, { capabilities });
    client.setRequestHandler(ElicitRequestSchema, accept);
    // Its transport's optional members do not type-check with exactOptionalPropertyTypes.
    await client.connect(new StreamableHTTPClientTransport1(url) as Parameters<typeof client.connect>[0]);
    return client;
  }
  const isModern = version >= '2026';
  const client = new Client(me, { capabilities, ...(isModern && { versionNegotiation: { mode: 'auto' } }) });
  client.setRequestHandler('elicitation/create', accept);
  await client.connect(new StreamableHTTPClientTransport(url));
  return client;
}

const client = await connect();
const bridge = createBridge();
const tools = await fromMCPClient(client, {
  bridge,
  onRefused: (refused) => console.log(JSON.stringify(refused)),
});

/** The inputs that a scenario requires. */
const inputs: Record<string, object> = {
  add_numbers: { a: 2, b: 3 },
  valid_tool: { region: 'us-west1' },
  json_schema_echo: { schema: tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema },
};
const { toolCalls = [] } = JSON.parse(context) as { toolCalls?: { name: string; arguments: object }[] };
// A null that the tool's schema does not allow never reaches the server. Omitting it means the same.
for (const { name, arguments: input } of toolCalls)
  inputs[name] = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));

for (const { name } of tools) {
  const result = await bridge.execute({ id: `call_${name}`, name, input: inputs[name] ?? {} });
  console.log(JSON.stringify(result));
}
await client.close();
