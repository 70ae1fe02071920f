import { type Bridge, type BridgeOptions, createBridge, type RefusedTool, type ToolResult } from 'toolferry';
import { fromMCPClient, type MCPClient } from 'toolferry/mcp';

/** A tool as a server lists it. */
export type Listed = Readonly<Record<string, unknown>>;

interface RemoteTools {
  readonly bridge: Bridge;
  /** Replaced at every reading of the list. */
  readonly refused: RefusedTool[];
  /** The names of the tools that the server was asked to run. */
  readonly ran: string[];
  call(name: string, input: unknown, id?: string): Promise<ToolResult>;
  /** Reads another list. */
  list(tools: readonly Listed[]): Promise<void>;
}

interface Options extends BridgeOptions {
  /** The server's answer to a call. */
  readonly answer?: (name: string) => object;
}

/**
 * Offers definitions as an MCP server would. The client is a plain object, so that what is measured is toolferry's work alone:
 * the servers that listen on a port are in `servers/`.
 */
export async function offer(tools: readonly Listed[], { answer = ranAnswer, ...options }: Options = {}) {
  const ran: string[] = [];
  const refused: RefusedTool[] = [];
  const bridge = createBridge(options);
  let listed = tools;
  const run = async (params: unknown) => {
    const { name } = params as { name: string };
    ran.push(name);
    return answer(name);
  };
  const client = {
    listTools: async () => ({ tools: listed }),
    callTool: run,
    request: async ({ method, params }: { method: string; params?: object }) =>
      method === 'tools/list' ? { tools: listed } : run(params),
    getServerCapabilities: () => ({ tools: {} }),
  };
  const offered: RemoteTools = {
    bridge,
    refused,
    ran,
    call: (name, input, id = 'call') => bridge.execute({ id, name, input }),
    async list(next) {
      listed = next;
      refused.length = 0;
      await fromMCPClient(client as MCPClient, { bridge, onRefused: (tool) => refused.push(tool) });
    },
  };
  await offered.list(tools);
  return offered;
}

function ranAnswer(): object {
  return { content: [{ type: 'text', text: 'ran' }] };
}

/** The outcome of a call: `ran`, or the code of its error. */
export function outcomeOf({ error }: ToolResult): string {
  return error?.code ?? 'ran';
}

/** Why tools were refused, for messages. */
export function reasons(refused: readonly RefusedTool[]): string {
  return refused
    .map(({ name, issues }) => `${name}: ${issues.map(({ path, message }) => `${path} ${message}`).join(', ')}`)
    .join('; ');
}
