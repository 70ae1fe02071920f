import { offeredTools } from '../policy/default-policy.js';
import { reportCalls } from '../remote/report-calls.js';
import { startsRun } from '../tool/marks.js';
import { defaultNamespace } from '../tool/tool-name.js';
import type { Bridge, ClientTool, RunOptions, ToolContext, ToolDefinition, ToolMetadata } from '../types.js';
import type { ATPExecution } from './execution.js';

/** What the remote tools need of a connection. */
export interface Remote {
  /** The tools that sandbox code may call. */
  readonly served: Bridge;
  /** What the server says of itself. */
  readonly info?: unknown;
  execute(code: string, options: RunOptions): Promise<ATPExecution>;
  search(query: string, signal: AbortSignal): Promise<unknown>;
  explore(path: string, signal: AbortSignal): Promise<unknown>;
  definitions(signal: AbortSignal): Promise<object>;
}

/** The server's own abilities as tools for an agent here, under ATP's names for them. */
export function createRemoteTools(
  { served, info, execute, search, explore, definitions }: Remote,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool[] {
  const remoteTool = (name: string, parameter: string, description: string, run: Run): ClientTool => ({
    name,
    description,
    inputSchema: { type: 'object', properties: { [parameter]: { type: 'string' } }, required: [parameter] },
    metadata: metadata(name),
    handler: (input, context) => run((input as Record<string, string>)[parameter] as string, context),
  });
  const executeCode = remoteTool(
    'execute_code',
    'code',
    `Run TypeScript, the body of an async function, in the server's sandbox. Call functions as \`await api.group.name(input)\` and \`return\` the result.${limitHint(info)}${clientToolsHint(served)}`,
    async (code, { signal, progress }) => {
      const { result } = await execute(code, { signal, onEvent: (event) => reportCalls(event, progress) });
      return result;
    },
  );
  const searchAPI = remoteTool(
    'search_api',
    'query',
    'Search by words the functions that sandbox code can call.',
    (query, { signal }) => search(query, signal),
  );
  const exploreAPI = remoteTool(
    'explore_api',
    'path',
    'Look at the functions that sandbox code can call, like folders: / first, then deeper; /custom/math/sum shows a schema.',
    (path, { signal }) => explore(path, signal),
  );
  const fetchAllAPIs: ClientTool = {
    name: 'fetch_all_apis',
    description: 'Get TypeScript definitions of all that sandbox code can call, client tools included.',
    inputSchema: { type: 'object' },
    metadata: metadata('fetch_all_apis'),
    handler: async (_input, { signal }) => ({
      ...(await definitions(signal)),
      clientTools: offeredTools(served).map((tool) => ({
        call: `${sandboxName(tool)}(input)`,
        description: tool.description,
        inputSchema: tool.inputSchema,
      })),
    }),
  };
  return [startsRun.set(executeCode, true), searchAPI, exploreAPI, fetchAllAPIs];
}

type Run = (text: string, context: ToolContext) => Promise<unknown>;

function limitHint(info: unknown): string {
  const { limits } = (info ?? {}) as { readonly limits?: { readonly maxTimeout?: number } };
  return limits?.maxTimeout === undefined ? '' : ` It may run for ${limits.maxTimeout} ms.`;
}

function clientToolsHint(served: Bridge): string {
  const names = offeredTools(served).map(sandboxName);
  return names.length === 0 ? '' : ` Tools on the client's side can be called too: ${names.join(', ')}.`;
}

/** How sandbox code names a client tool: `api.fs.read`, or `api["my fs"]["read.file"]`. */
function sandboxName({ name, namespace = defaultNamespace }: ToolDefinition): string {
  return `api${[namespace, name].map((part) => (/^[\w$]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`)).join('')}`;
}
