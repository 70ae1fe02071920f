import { createRequire } from 'node:module';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { connectLetta } from 'toolferry/letta';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const peers = createRequire(new URL('../../peers/mcp/package.json', import.meta.url));
const everything = peers.resolve('@modelcontextprotocol/server-everything/dist/index.js');

beforeAll(async () => {
  if (letta.baseUrl === '') return;
  const config = { mcp_server_type: 'stdio' as const, command: process.execPath, args: [everything, 'stdio'] };
  const { id = '' } = await letta.client.mcpServers.create({ server_name: 'everything', config });
  await letta.client.mcpServers.tools.list(id);
});

const tools = ['echo', 'get-sum', 'get-resource-reference'];

describe('40-mcp-server-tools', () => {
  test("40-mcp-server-tools: tools of the server's MCP servers are remote tools, without the property that Letta adds to their schemas", async () => {
    const agent = await letta.agent({ script: [], tools });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    expect(connection.refused).toEqual([]);
    expect(connection.bridge.tools.get('get-sum')).toMatchObject({
      description: 'Returns the sum of two numbers',
      inputSchema: {
        type: 'object',
        properties: { a: { type: 'number' }, b: { type: 'number' } },
        required: ['a', 'b'],
        additionalProperties: false,
      },
    });
    for (const tool of connection.bridge.tools) expect(JSON.stringify(tool)).not.toContain('request_heartbeat');
    const set = createToolsFromClient(connection);
    expect(Object.keys(set)).toEqual(expect.arrayContaining(tools));
    const options = { toolCallId: 'call_1', messages: [], context: {} };
    expect(await set['get-sum']?.execute?.({ a: 2, b: 3 }, options)).toBe('The sum of 2 and 3 is 5.');
  });

  test("40-mcp-server-tools: input is validated here, and a failure has no reason, because the server omits it for an agent's tools", async () => {
    const agent = await letta.agent({ script: [], tools });
    const { bridge } = await connectLetta({ client: letta.client, agentId: agent.id });
    const run = (name: string, input: unknown) => bridge.execute({ id: 'call_1', name, input });
    expect((await run('get-sum', { a: 'two' })).error).toMatchObject({ code: 'invalid_input' });
    expect((await run('get-resource-reference', { resourceId: -1 })).error).toMatchObject({
      code: 'failed',
      message: 'the server gave no reason',
    });
  });

  test('40-mcp-server-tools: the server runs MCP tools itself in a turn, in the same step as a client tool', async () => {
    const calls = [
      { id: 'call_mcp', name: 'echo', arguments: { message: 'hey' } },
      { id: 'call_local', name: 'read_file', arguments: { path: 'a.txt' } },
    ];
    const agent = await letta.agent({ script: [{ calls }, { text: 'Done.' }], tools: ['echo'] });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(ran).toEqual(['a.txt']);
    const [first, second] = await agent.requests();
    expect(toolsIn(first)).toEqual(['echo', 'read_file']);
    expect(new Map(resultsIn(second).map(({ id, message }) => [id, message]))).toEqual(
      new Map([
        ['call_mcp', 'Echo: hey'],
        ['call_local', 'content of a.txt'],
      ]),
    );
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });
});
