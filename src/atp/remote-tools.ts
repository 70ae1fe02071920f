import { offeredTools } from '../policy/default-policy.js';
import { defaultNamespace } from '../tool/tool-name.js';
import type { Bridge, ClientTool, ToolDefinition, ToolMetadata } from '../types.js';
import type { ATPServer } from './atp-server.js';
import { executionTool } from './execution-tool.js';

/** Makes remote tools of the server's operations, under ATP's names for them. */
export function createRemoteTools(
  server: ATPServer,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool[] {
  const { sandboxBridge, maxTimeoutMs, search, explore, definitions } = server;
  const remoteTool = (name: string, parameter: string, description: string, run?: StringHandler): ClientTool => ({
    name,
    description,
    inputSchema: { type: 'object', properties: { [parameter]: { type: 'string' } }, required: [parameter] },
    metadata: metadata(name),
    ...(run && { handler: (input, { signal }) => run((input as Record<string, string>)[parameter] as string, signal) }),
  });
  const executeCode = remoteTool(
    'execute_code',
    'code',
    `Run TypeScript, the body of an async function, in the server's sandbox. Call functions as \`await api.group.name(input)\` and \`return\` the result.${limitHint(maxTimeoutMs)}${clientToolsHint(sandboxBridge)}`,
  );
  const searchAPI = remoteTool(
    'search_api',
    'query',
    'Search the functions that sandbox code can call, by keywords.',
    search,
  );
  const exploreAPI = remoteTool(
    'explore_api',
    'path',
    'Browse the functions that sandbox code can call like folders: start at /, then go deeper. /custom/math/sum shows a schema.',
    explore,
  );
  const fetchAllAPIs: ClientTool = {
    name: 'fetch_all_apis',
    description: 'Get the TypeScript definitions of everything that sandbox code can call, including client tools.',
    inputSchema: { type: 'object' },
    metadata: metadata('fetch_all_apis'),
    handler: async (_input, { signal }) => ({
      ...(await definitions(signal)),
      clientTools: offeredTools(sandboxBridge).map((tool) => ({
        call: `${sandboxName(tool)}(input)`,
        description: tool.description,
        inputSchema: tool.inputSchema,
      })),
    }),
  };
  const code = (input: unknown): string => (input as { readonly code: string }).code;
  return [executionTool(server, executeCode, code), searchAPI, exploreAPI, fetchAllAPIs];
}

/** The handler of a tool with one string parameter. */
type StringHandler = (value: string, signal: AbortSignal) => Promise<unknown>;

function limitHint(maxTimeoutMs: number | undefined): string {
  return maxTimeoutMs === undefined ? '' : ` It may run for ${maxTimeoutMs} ms.`;
}

function clientToolsHint(sandboxBridge: Bridge): string {
  const names = offeredTools(sandboxBridge).map(sandboxName);
  return names.length === 0 ? '' : ` Client tools can be called too: ${names.join(', ')}.`;
}

/** Returns the expression by which sandbox code calls a client tool: `api.fs.read`, or `api["my fs"]["read.file"]`. */
function sandboxName({ name, namespace = defaultNamespace }: ToolDefinition): string {
  return `api${[namespace, name].map((part) => (/^[\w$]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`)).join('')}`;
}
