import { fileURLToPath } from 'node:url';

/** The program of each real server, and the number of tools of the pinned version that a plain client can call. */
export const mcpServers = {
  everything: { bin: 'mcp-server-everything', tools: 12 },
  filesystem: { bin: 'mcp-server-filesystem', tools: 14 },
  memory: { bin: 'mcp-server-memory', tools: 9 },
  thinking: { bin: 'mcp-server-sequential-thinking', tools: 1 },
  playwright: { bin: 'playwright-mcp', tools: 25 },
  chrome: { bin: 'chrome-devtools-mcp', tools: 32 },
} as const;

export type MCPServerName = keyof typeof mcpServers;

export interface ServerCommand {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly stderr: 'ignore';
}

/** Returns the command that starts an installed server with this version of Node. */
export function serverCommand(
  name: MCPServerName,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ServerCommand {
  const bin = fileURLToPath(new URL(`../../../node_modules/.bin/${mcpServers[name].bin}`, import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  return {
    command: process.execPath,
    args: [bin, ...args],
    // Disables update checks and usage statistics.
    env: {
      PATH,
      HOME,
      CHROME_DEVTOOLS_MCP_NO_USAGE_STATISTICS: '1',
      CHROME_DEVTOOLS_MCP_NO_UPDATE_CHECKS: '1',
      ...env,
    },
    stderr: 'ignore',
  };
}
