import { offeredTools } from '../policy/default-policy.js';
import { reportCalls } from '../remote/report-calls.js';
import { startsRun } from '../tool/marks.js';
import { defaultNamespace } from '../tool/tool-name.js';
import type { Bridge, ClientTool, RunOptions, ToolContext, ToolDefinition, ToolMetadata } from '../types.js';
import type { ATPExecution } from './execution.js';

/** An ATP server as its remote tools use it. */
export interface ATPServer {
  /** The bridge with the client tools that sandbox code can call. */
  readonly sandboxBridge: Bridge;
  /** How long code may run, in milliseconds, if it is known. */
  readonly maxTimeoutMs?: number | undefined;
  execute(code: string, options: RunOptions): Promise<ATPExecution>;
  search(query: string, signal: AbortSignal): Promise<unknown>;
  explore(path: string, signal: AbortSignal): Promise<unknown>;
  definitions(signal: AbortSignal): Promise<object>;
}

/** Makes remote tools of the server's operations, under ATP's names for them. */
export function createRemoteTools(
  { sandboxBridge, maxTimeoutMs, execute, search, explore, definitions }: ATPServer,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool[] {
  const remoteTool = (name: string, parameter: string, description: string, run: StringHandler): ClientTool => ({
    name,
    description,
    inputSchema: { type: 'object', properties: { [parameter]: { type: 'string' } }, required: [parameter] },
    metadata: metadata(name),
    handler: (input, context) => run((input as Record<string, string>)[parameter] as string, context),
  });
  const executeCode = remoteTool(
    'execute_code',
    'code',
    `Run TypeScript, the body of an async function, in the server's sandbox. Call functions as \`await api.group.name(input)\` and \`return\` the result.${limitHint(maxTimeoutMs)}${clientToolsHint(sandboxBridge)}`,
    async (code, { signal, progress }) => {
      const { result } = await execute(code, {
        signal,
        canWait: false,
        onEvent: (event) => reportCalls(event, progress),
      });
      return result;
    },
  );
  const searchAPI = remoteTool(
    'search_api',
    'query',
    'Search the functions that sandbox code can call, by keywords.',
    (query, { signal }) => search(query, signal),
  );
  const exploreAPI = remoteTool(
    'explore_api',
    'path',
    'Browse the functions that sandbox code can call like folders: start at /, then go deeper. /custom/math/sum shows a schema.',
    (path, { signal }) => explore(path, signal),
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
  return [startsRun.set(executeCode, true), searchAPI, exploreAPI, fetchAllAPIs];
}

/** The handler of a tool with one string parameter. */
type StringHandler = (value: string, context: ToolContext) => Promise<unknown>;

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
