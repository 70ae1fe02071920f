import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { type MCPServerName, mcpServers } from '../peers/mcp/server-command.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';

const connect = useMCP();
const names = Object.keys(mcpServers) as MCPServerName[];

describe.each(clientKinds)('six real servers over stdio, with %s', (kind) => {
  test('one bridge holds 93 tools of six servers, and only the one that runs as a task is refused', {
    timeout: 120_000,
  }, async () => {
    const bridge = createBridge();
    const refused = new Set<string>();
    const listed: Record<string, number> = {};
    for (const name of names) {
      const client = await connect(kind, name, name === 'filesystem' ? ['.'] : []);
      const tools = await fromMCPClient(client, {
        namespace: name,
        bridge,
        onRefused: (tool) => refused.add(tool.name),
      });
      listed[name] = tools.length;
    }
    expect([...refused]).toEqual(['everything_simulate-research-query']);
    expect(listed).toEqual(Object.fromEntries(names.map((name) => [name, mcpServers[name].tools])));
    expect([...bridge.tools]).toHaveLength(93);
    expect(bridge.tools.get('thinking_sequentialthinking')).toMatchObject({
      name: 'sequentialthinking',
      namespace: 'thinking',
      description: expect.stringContaining('thinking process'),
      inputSchema: { type: 'object', required: expect.arrayContaining(['thought']) },
    });
  });
});
