import { tmpdir } from 'node:os';
import { fromMCPClient } from 'toolferry/mcp';
import { connectClient } from '../peers/mcp/connect-client.ts';
import { type MCPServerName, mcpServers, serverCommand } from '../peers/mcp/server-command.ts';
import type { Corpus } from './corpora.ts';
import { clientCorpusTool } from './corpus-tool.ts';

/** Reads the tools of real MCP servers. The servers are stopped at once, because their tools are not called. */
export async function mcpCorpora(): Promise<Corpus[]> {
  const corpora: Corpus[] = [];
  for (const server of Object.keys(mcpServers) as MCPServerName[]) {
    const client = await connectClient('client 2', serverCommand(server, server === 'filesystem' ? [tmpdir()] : []));
    const tools = await fromMCPClient(client);
    await client.close();
    corpora.push({ name: `MCP: ${server}`, of: 'client', inputs: 12, tools: tools.map(clientCorpusTool) });
  }
  return corpora;
}
