/** The MCP clients of each major version of the AI SDK, connected to a real server. */
import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { experimental_createMCPClient as createMCPClient5 } from 'ai-mcp-v5';
import { Experimental_StdioMCPTransport as Transport5 } from 'ai-mcp-v5/mcp-stdio';
import { experimental_createMCPClient as createMCPClient6 } from 'ai-mcp-v6';
import { Experimental_StdioMCPTransport as Transport6 } from 'ai-mcp-v6/mcp-stdio';
import type { AISDKTool } from 'toolferry/ai-sdk';
import { serverCommand } from '../mcp/server-command.ts';

interface Client {
  tools(): Promise<Readonly<Record<string, AISDKTool>>>;
  close(): Promise<void>;
}

/** Connects a client to the protocol's reference server. */
export function connectEverything(major: 5 | 6 | 7): Promise<Client> {
  const command = serverCommand('everything');
  if (major === 5) return createMCPClient5({ transport: new Transport5(command) });
  if (major === 6) return createMCPClient6({ transport: new Transport6(command) });
  return createMCPClient({ transport: new Experimental_StdioMCPTransport(command) });
}
