import { createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { type MCPServerName, mcpServers } from '../peers/mcp/server-command.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';

const connect = useMCP();
const names = Object.keys(mcpServers) as MCPServerName[];

describe.each(clientKinds)('six real servers over stdio, with %s', (kind) => {
  test('one bridge holds all 94 tools of six servers, and none is refused', { timeout: 120_000 }, async () => {
    const bridge = createBridge();
    const refused: unknown[] = [];
    const listed: Record<string, number> = {};
    for (const name of names) {
      const client = await connect(kind, name, name === 'filesystem' ? ['.'] : []);
      const tools = await fromMCPClient(client, { namespace: name, bridge, onRefused: (tool) => refused.push(tool) });
      listed[name] = tools.length;
    }
    expect(refused).toEqual([]);
    expect(listed).toEqual(Object.fromEntries(names.map((name) => [name, mcpServers[name].tools])));
    expect([...bridge.tools]).toHaveLength(94);
    expect(bridge.tools.get('thinking_sequentialthinking')).toMatchObject({
      name: 'sequentialthinking',
      namespace: 'thinking',
      description: expect.stringContaining('thinking process'),
      inputSchema: { type: 'object', required: expect.arrayContaining(['thought']) },
    });
  });
});
