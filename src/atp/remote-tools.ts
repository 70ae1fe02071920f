import { offeredTools } from '../bridge/offered-tools.js';
import { defineTool } from '../tool/define-tool.js';
import { markStartsRun } from '../tool/starts-run.js';
import { defaultNamespace } from '../tool/tool-name.js';
import type { Bridge, ClientTool, RunEvent, RunOptions, ToolDefinition, ToolMetadata } from '../types.js';
import type { Execution } from './backend.js';

/** What the remote tools need of a connection. */
export interface Remote {
  /** The tools that sandbox code may call. */
  readonly served: Bridge;
  execute(code: string, options: RunOptions): Promise<Execution>;
  request(path: string, body: unknown, signal: AbortSignal): Promise<unknown>;
  /** What the server says of itself. */
  readonly info: unknown;
}

/** The server's own abilities as tools for an agent here, under ATP's names for them. */
export function createRemoteTools(
  { served, execute, request, info }: Remote,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool[] {
  const marked = (tool: ClientTool): ClientTool => ({ ...tool, metadata: metadata(tool.name) });
  const executeCode = defineTool({
    name: 'execute_code',
    description: `Run TypeScript in the server's sandbox. Call its functions as \`await api.group.name(input)\` and \`return\` the result.${limitHint(info)}${clientToolsHint(served)}`,
    inputSchema: {
      type: 'object',
      properties: { code: { type: 'string', description: 'The body of an async function' } },
      required: ['code'],
    },
    handler: async ({ code }, { signal, progress }) => {
      const { result } = await execute(code, { signal, onEvent: (event) => tellCalls(event, progress) });
      return result;
    },
  });
  const searchAPI = defineTool({
    name: 'search_api',
    description: 'Search the functions that code in the sandbox can call, by words.',
    inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
    handler: ({ query }, { signal }) => request('/api/search', { query }, signal),
  });
  const exploreAPI = defineTool({
    name: 'explore_api',
    description:
      'Look at the functions that code in the sandbox can call, like folders: "/", then deeper; a function shows its schema.',
    inputSchema: {
      type: 'object',
      properties: { path: { type: 'string', description: 'Like /custom/math/sum' } },
      required: ['path'],
    },
    handler: ({ path }, { signal }) => request('/api/explore', { path }, signal),
  });
  const fetchAllAPIs = defineTool({
    name: 'fetch_all_apis',
    description:
      'Get TypeScript definitions of all that code in the sandbox can call, and the client tools it can call.',
    inputSchema: { type: 'object' },
    handler: async (_input, { signal }) => ({
      ...((await request('/api/definitions', undefined, signal)) as object),
      clientTools: offeredTools(served).map((tool) => ({
        call: `${sandboxName(tool)}(input)`,
        description: tool.description,
        inputSchema: tool.inputSchema,
      })),
    }),
  });
  return [markStartsRun(marked(executeCode)), marked(searchAPI), marked(exploreAPI), marked(fetchAllAPIs)];
}

function limitHint(info: unknown): string {
  const { limits } = info as { readonly limits?: { readonly maxTimeout?: number } };
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

/** Which local call of the code started or ended; without inputs and results, which are not the listener's business. */
function tellCalls(event: RunEvent, progress: (value: unknown) => void): void {
  if (event.type === 'call-started' || event.type === 'call-finished')
    progress({ type: event.type, callId: event.call.id, name: event.call.name });
}
