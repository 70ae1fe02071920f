import type { GraphSnapshot } from './graph.js';
import { callsOf, type MessageCall, messagesOf } from './messages.js';
import { readQuestions } from './read-questions.js';
import { configOf, type Thread } from './thread.js';

/**
 * Answers the open calls of a thread as stopped, so that it takes a new message: providers refuse a conversation with an unanswered
 * call. Runs nothing. The calls of a subgraph stay open.
 */
export async function cancelCalls(thread: Thread, snapshot: GraphSnapshot): Promise<void> {
  const [first] = snapshot.tasks;
  const { name: node } = snapshot.tasks.find(({ interrupts }) => interrupts.length > 0) ?? first ?? {};
  const open = openCalls(snapshot);
  if (node === undefined || open.length === 0) return;
  const asked = new Set(readQuestions(snapshot).map(({ call }) => call.id));
  const messages = open.map(({ id, name }) => ({
    role: 'tool',
    tool_call_id: id,
    name,
    content: asked.has(id)
      ? `"${name}" was not run: the run was stopped.`
      : `The run was stopped before "${name}" returned.`,
    status: 'error',
  }));
  await thread.graph.updateState(configOf(thread), { messages }, node);
}

/** Returns the calls of the newest message with calls that no message answers. */
function openCalls({ values }: GraphSnapshot): readonly MessageCall[] {
  const messages = messagesOf(values);
  const answered = new Set(messages.map(({ tool_call_id }) => tool_call_id));
  const newest = messages.map(callsOf).findLast((calls) => calls.length > 0) ?? [];
  return newest.filter(({ id }) => !answered.has(id));
}
