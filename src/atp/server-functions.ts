import { untrustedCheck } from '../schema/validate.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RefusedTool, ToolMetadata } from '../types.js';
import type { ATPServer } from './atp-server.js';
import { executionTool } from './execution-tool.js';
import { type ExploredFunction, walkFunctions } from './walk-functions.js';

/** A function of the server, as passed to a filter of `expose`. */
export interface ATPServerFunction {
  readonly group: string;
  readonly name: string;
  readonly description: string;
}

/** The server functions that become remote tools: all of them, or those for which the filter returns true. */
export type ATPExpose = 'functions' | ((definition: ATPServerFunction) => boolean);

/** Walks the server's functions and makes a remote tool of each that is exposed. */
export async function readServerFunctions(
  server: ATPServer,
  expose: ATPExpose,
  metadata: (name: string) => ToolMetadata | undefined,
  signal: AbortSignal,
): Promise<{ readonly tools: readonly ClientTool[]; readonly refused: readonly RefusedTool[] }> {
  const { functions, refused } = await walkFunctions(server.explore, signal);
  const tools = functions
    .filter((definition) => expose === 'functions' || expose(toFunction(definition)))
    .map((definition) => toTool(server, definition, metadata));
  return { tools, refused };
}

function toFunction({ group, name, description = '' }: ExploredFunction): ATPServerFunction {
  return { group, name, description };
}

function toTool(
  server: ATPServer,
  { group, name, description = name, inputSchema = { type: 'object' }, outputSchema }: ExploredFunction,
  metadata: (name: string) => ToolMetadata | undefined,
): ClientTool {
  const callee = `api[${JSON.stringify(group)}][${JSON.stringify(name)}]`;
  const definition = {
    name,
    namespace: group,
    description,
    inputSchema,
    outputSchema,
    metadata: metadata(toolName({ namespace: group, name })),
    validate: untrustedCheck(inputSchema),
  };
  return executionTool(server, definition, (input) => `return await ${callee}(${JSON.stringify(input)});`);
}
