import { neverAborted } from '../async/abort-signal.js';
import { interpretedCheck } from '../schema/validate.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../types.js';
import type { Remote } from './remote-tools.js';

/** A function of the server, as `expose` decides about it. */
export interface ATPServerFunction {
  readonly group: string;
  readonly name: string;
  readonly description: string;
}

/** Which functions of the server become tools of their own. */
export type ATPExpose = 'functions' | ((definition: ATPServerFunction) => boolean);

/** Deeper than any server's own tree; one that never ends is not walked for ever. */
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

/** Walks the server's functions and makes a tool of each that is wanted. */
export async function readServerFunctions(
  remote: Remote,
  expose: ATPExpose,
  metadata: (name: string) => ToolMetadata | undefined,
): Promise<ClientTool[]> {
  const found = await explore(remote, '', 0);
  return found
    .filter((definition) => expose === 'functions' || expose(toFunction(definition)))
    .map((definition) => toTool(remote, definition, metadata));
}

/** One request after the other: the server does not take them side by side. */
async function explore(remote: Remote, path: string, depth: number): Promise<Explored[]> {
  if (depth > maxDepth) return [];
  const here = (await remote.explore(path || '/', neverAborted())) as Explored;
  if (here.type === 'function') return [here];
  const found: Explored[] = [];
  for (const { name } of here.items ?? []) found.push(...(await explore(remote, `${path}/${name}`, depth + 1)));
  return found;
}

function toFunction({ group, name, description = '' }: Explored): ATPServerFunction {
  return { group, name, description };
}

function toTool(
  { execute }: Remote,
  { group, name, description = name, inputSchema = { type: 'object' }, outputSchema }: Explored,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool {
  const called = `api[${JSON.stringify(group)}][${JSON.stringify(name)}]`;
  const tool: ClientTool = {
    name,
    namespace: group,
    description,
    inputSchema,
    outputSchema,
    metadata: metadata(toolName({ namespace: group, name })),
    validate: interpretedCheck(inputSchema),
    handler: async (input, { signal }) => {
      const { result } = await execute(`return await ${called}(${JSON.stringify(input)});`, { signal });
      return result;
    },
  };
  return startsRun.set(tool, true);
}
