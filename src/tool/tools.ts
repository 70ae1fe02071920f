import { ToolferryError } from '../errors.js';
import { shortName } from '../result/short-name.js';
import { isStandardSchema } from '../schema/input-schema.js';
import { isJSONSchema } from '../schema/is-json-schema.js';
import { issueIf } from '../schema/issue-if.js';
import { formatCount, type Limits, readLimits } from '../schema/limits.js';
import type { BridgeLimits, ClientTool, DefinitionIssue, ToolDefinition, Tools } from '../types.js';
import { getProperty, isObject, isThenable } from '../unknown.js';
import { readDefinition, unreadable } from './check-definition.js';
import { checkFields, convert } from './check-fields.js';
import { screenedBy } from './marks.js';
import { type RegisteredDefinition, type RegisteredTool, registeredDefinition } from './registered-definition.js';
import { fullName, toolName } from './tool-name.js';

/** Tools by visible name, as they were registered. */
export interface RegisteredTools extends Iterable<ClientTool>, Pick<Tools, 'get'> {
  find(name: string): RegisteredTool | undefined;
  /** Returns the copy of a tool's definition that was made when the tool was registered; of any other tool, the tool itself. */
  registered(tool: ClientTool): RegisteredDefinition;
}

/** A registry that knows its tools as they were registered. */
export interface Registry extends Tools, RegisteredTools {
  /** Returns a snapshot of the tools, unaffected by later changes. All runs that start between two changes share it. */
  snapshot(): RegisteredTools;
}

const aPromise = 'a Promise: use await';

/** What is wrong with one tool. */
interface Problem {
  readonly tool: string;
  readonly issues: readonly DefinitionIssue[];
}

/** Issues that the message of an error lists. Its data lists all of them. */
const maxLines = 20;

/**
 * Creates a registry. Throws one ToolferryError `invalid_tool` for all invalid tools, with every tool and path in `data`.
 *
 * @param onAdded Called with each tool after it was registered.
 */
export function createTools(
  tools: Iterable<ClientTool> = [],
  givenLimits?: BridgeLimits,
  onAdded?: (tool: ClientTool, limits: Limits) => void,
): Registry {
  let byName = new Map<string, RegisteredTool>();
  let snapshot: RegisteredTools | undefined;
  const definitions = new WeakMap<ClientTool, RegisteredDefinition>();
  const limits = readLimits(givenLimits);
  /** A snapshot keeps the map that it was made of. */
  const changing = (): Map<string, RegisteredTool> => {
    if (snapshot !== undefined) byName = new Map(byName);
    snapshot = undefined;
    return byName;
  };
  const addAll = (added: Iterable<ClientTool>): void => {
    const checked = checkedByName(added, byName, limits);
    const changed = changing();
    for (const [name, tool] of checked) {
      const definition = registeredDefinition(tool);
      changed.set(name, { tool, definition });
      definitions.set(tool, definition);
      onAdded?.(tool, limits);
    }
  };
  addAll(toIterable(tools));
  return {
    limits,
    get: (name) => byName.get(name)?.tool,
    find: (name) => byName.get(name),
    add: (...added) => addAll(added),
    registered: (tool) => definitions.get(tool) ?? tool,
    remove: (name) => void changing().delete(name),
    snapshot: () => {
      snapshot ??= snapshotOf(byName);
      return snapshot;
    },
    [Symbol.iterator]: () => [...byName.values()].map(({ tool }) => tool)[Symbol.iterator](),
  };
}

/** Throws a TypeError for a value that is not a list of tools. */
export function toIterable(tools: Iterable<ClientTool>): Iterable<ClientTool> {
  if (typeof getProperty(tools, Symbol.iterator) === 'function') return tools;
  const end = isThenable(tools) ? `, not ${aPromise}` : `; ${convert}`;
  throw new TypeError(`tools must be an array of client tools${end}.`);
}

function snapshotOf(byName: ReadonlyMap<string, RegisteredTool>): RegisteredTools {
  const definitions = new Map([...byName.values()].map(({ tool, definition }) => [tool, definition]));
  return {
    get: (name) => byName.get(name)?.tool,
    find: (name) => byName.get(name),
    registered: (tool) => definitions.get(tool) ?? tool,
    [Symbol.iterator]: () => definitions.keys(),
  };
}

function checkedByName(
  tools: Iterable<ClientTool>,
  known: ReadonlyMap<string, RegisteredTool>,
  limits: Limits,
): Map<string, ClientTool> {
  const added = new Map<string, ClientTool>();
  const problems: Problem[] = [];
  for (const tool of tools) {
    const isFull = known.size + added.size + problems.length >= limits.tools;
    const issues = isFull ? [full(limits)] : checkTool(tool, limits);
    const name = issues.length === 0 ? toolName(tool) : nameOf(tool);
    const holder = added.get(name) ?? known.get(name)?.definition;
    if (issues.length > 0) problems.push({ tool: name, issues });
    else if (holder) problems.push({ tool: fullName(tool), issues: [collision(name, holder)] });
    else added.set(name, tool);
    if (isFull) break;
  }
  if (problems.length > 0) throw new ToolferryError('invalid_tool', describe(problems), { data: problems });
  return added;
}

function checkTool(tool: ClientTool, limits: Limits): readonly DefinitionIssue[] {
  try {
    // A definition that was screened is not walked again.
    if (isObject(tool) && screenedBy.of(tool) === limits) return [];
    if (isThenable(tool)) return issueIf(true, '', `is ${aPromise}`);
    const misplaced = checkFields(tool);
    if (misplaced.length > 0) return misplaced;
    const { errors } = readDefinition(tool, limits);
    const { handler, inputSchema, validate } = Object(tool) as Partial<ClientTool>;
    if (isStandardSchema(inputSchema) || !(validate || isJSONSchema(inputSchema)))
      return issueIf(true, 'inputSchema', 'needs defineTool()');
    const isWrong = handler !== undefined && typeof handler !== 'function';
    return [...errors, ...issueIf(isWrong, 'handler', 'must be a function')];
  } catch (error) {
    return unreadable(error);
  }
}

function nameOf(tool: unknown): string {
  try {
    return shortName(getProperty(tool, 'name'));
  } catch {
    return shortName(tool);
  }
}

function full(limits: Limits): DefinitionIssue {
  return { path: '', message: `is one tool too many: the maximum is ${formatCount(limits.tools)} (limits.tools)` };
}

function collision(name: string, holder: ToolDefinition): DefinitionIssue {
  const message = `is shown as "${name}", which is already the visible name of "${fullName(holder)}": rename one of them`;
  return { path: 'name', message };
}

function describe(problems: readonly Problem[]): string {
  const all = problems.flatMap(({ tool, issues }) =>
    issues.map(({ path, message }) => [`"${tool}"`, path, message].filter(Boolean).join(' ')),
  );
  const omitted = all.length - maxLines;
  if (omitted > 0) all.splice(maxLines, omitted, `and ${formatCount(omitted)} more (see data)`);
  return `${problems.length === 1 ? 'This tool' : 'These tools'} cannot be registered: ${all.join('; ')}.`;
}
