import { ToolferryError } from '../errors.js';
import { getProperty } from '../unknown.js';
import { type GraphSnapshot, type GraphTask, isSnapshot } from './graph.js';
import { callsOf, messagesOf } from './messages.js';
import type { Question } from './read-questions.js';

/**
 * Throws `cannot_pause` if a call that needs approval is in a node that runs all calls of a message, as `ToolNode` and agents of
 * `version: 'v1'` do: LangGraph runs them again at each resume, and an approved call would run several times (1.4).
 */
export function refuseRepeatingNodes(snapshot: GraphSnapshot, questions: readonly Question[]): void {
  const ids = questions.filter(({ kind }) => kind === 'approval').map(({ call }) => call.id);
  const node = findRepeating(snapshot, new Set(ids));
  if (node === undefined) return;
  const message = `Approvals cannot be asked for in "${node}": this node runs all calls of a message again whenever the graph is resumed, so an approved call could run twice. Use createAgent() without version: 'v1'.`;
  throw new ToolferryError('cannot_pause', message, { data: { node } });
}

function findRepeating({ tasks, values }: GraphSnapshot, ids: ReadonlySet<string>): string | undefined {
  const isAsked = messagesOf(values).some((message) => callsOf(message).some(({ id }) => ids.has(id)));
  const found = tasks.find((task) => isAsked && task.interrupts.some(({ value }) => isApproval(value)) && isNode(task));
  if (found) return found.name;
  for (const { state } of tasks) {
    const nested = isSnapshot(state) ? findRepeating(state, ids) : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function isApproval(value: unknown): boolean {
  return getProperty(value, 'type') === 'tool-approval';
}

/** Returns whether a task executes a node as a whole, and not one call (or a subgraph, whose own tasks decide). */
function isNode({ path, state }: GraphTask): boolean {
  return path?.[0] === '__pregel_pull' && !isSnapshot(state);
}
