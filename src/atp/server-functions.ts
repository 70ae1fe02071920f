import { neverAborted } from '../async/abort-signal.js';
import { interpretedCheck } from '../schema/validate.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../types.js';
import type { ATPServer } from './remote-tools.js';

/** A function of the server, as passed to a filter of `expose`. */
export interface ATPServerFunction {
  readonly group: string;
  readonly name: string;
  readonly description: string;
}

/** The server functions that become remote tools: all of them, or those for which the filter returns true. */
export type ATPExpose = 'functions' | ((definition: ATPServerFunction) => boolean);

/** Deeper than any real server's tree: an endless one must not be walked forever. */
const maxDepth = 16;

interface Explored {
  readonly type: string;
  readonly name: string;
  readonly group: string;
  readonly description?: string;
  readonly inputSchema?: JSONSchema;
  readonly outputSchema?: JSONSchema;
  readonly items?: readonly { readonly name: string }[];
}

/** Walks the server's functions and makes a remote tool of each that is exposed. */
export async function readServerFunctions(
  server: ATPServer,
  expose: ATPExpose,
  metadata: (name: string) => ToolMetadata | undefined,
): Promise<ClientTool[]> {
  const found = await explore(server, '', 0);
  return found
    .filter((definition) => expose === 'functions' || expose(toFunction(definition)))
    .map((definition) => toTool(server, definition, metadata));
}

/** Sends its requests one after the other, because the server cannot handle overlapping ones. */
async function explore(server: ATPServer, path: string, depth: number): Promise<Explored[]> {
  if (depth > maxDepth) return [];
  const entry = (await server.explore(path || '/', neverAborted())) as Explored;
  if (entry.type === 'function') return [entry];
  const found: Explored[] = [];
  for (const { name } of entry.items ?? []) found.push(...(await explore(server, `${path}/${name}`, depth + 1)));
  return found;
}

function toFunction({ group, name, description = '' }: Explored): ATPServerFunction {
  return { group, name, description };
}

function toTool(
  { execute }: ATPServer,
  { group, name, description = name, inputSchema = { type: 'object' }, outputSchema }: Explored,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool {
  const callee = `api[${JSON.stringify(group)}][${JSON.stringify(name)}]`;
  const tool: ClientTool = {
    name,
    namespace: group,
    description,
    inputSchema,
    outputSchema,
    metadata: metadata(toolName({ namespace: group, name })),
    validate: interpretedCheck(inputSchema),
    handler: async (input, { signal }) => {
      const { result } = await execute(`return await ${callee}(${JSON.stringify(input)});`, { signal });
      return result;
    },
  };
  return startsRun.set(tool, true);
}
