import { ToolferryError } from '../errors.js';
import { type Limits, readLimits } from '../schema/limits.js';
import type { BridgeLimits, ClientTool, DefinitionIssue, Tools } from '../types.js';
import { readDefinition } from './check-definition.js';
import { fullName, toolName } from './tool-name.js';

/** Creates a registry. Throws one ToolferryError `invalid_tool` for all invalid tools, with every tool and path in `data`. */
export function createTools(tools: Iterable<ClientTool> = [], givenLimits?: BridgeLimits): Tools {
  const byName = new Map<string, ClientTool>();
  const limits = readLimits(givenLimits);
  const registry: Tools = {
    limits,
    get: (name) => byName.get(name),
    add: (...added) => {
      for (const [name, tool] of checkedByName(added, byName, limits)) byName.set(name, tool);
    },
    remove: (name) => void byName.delete(name),
    [Symbol.iterator]: () => [...byName.values()][Symbol.iterator](),
  };
  registry.add(...tools);
  return registry;
}

function checkedByName(
  tools: readonly ClientTool[],
  known: ReadonlyMap<string, ClientTool>,
  limits: Limits,
): Map<string, ClientTool> {
  const added = new Map<string, ClientTool>();
  const problems: { readonly tool: string; readonly issues: readonly DefinitionIssue[] }[] = [];
  for (const tool of tools) {
    const issues = checkTool(tool, limits);
    const name = issues.length === 0 ? toolName(tool) : String(tool?.name);
    const holder = added.get(name) ?? known.get(name);
    if (issues.length > 0) problems.push({ tool: name, issues });
    else if (holder) problems.push({ tool: fullName(tool), issues: [collision(name, holder)] });
    else added.set(name, tool);
  }
  if (problems.length > 0) throw new ToolferryError('invalid_tool', describe(problems), { data: problems });
  return added;
}

function checkTool(tool: ClientTool, limits: Limits): readonly DefinitionIssue[] {
  if (typeof tool !== 'object' || tool === null) return [{ path: '', message: 'is not a tool object' }];
  const { errors } = readDefinition(tool, limits);
  const isRunnable = tool.handler === undefined || typeof tool.handler === 'function';
  return isRunnable ? errors : [...errors, { path: 'handler', message: 'must be a function' }];
}

function collision(name: string, holder: ClientTool): DefinitionIssue {
  const message = `is shown as "${name}", which is already the visible name of "${fullName(holder)}": rename one of them`;
  return { path: 'name', message };
}

function describe(problems: readonly { readonly tool: string; readonly issues: readonly DefinitionIssue[] }[]): string {
  const lines = problems.flatMap(({ tool, issues }) =>
    issues.map(({ path, message }) => `"${tool}" ${path} ${message}`),
  );
  return `${problems.length === 1 ? 'This tool' : 'These tools'} cannot be registered: ${lines.join('; ')}.`;
}
