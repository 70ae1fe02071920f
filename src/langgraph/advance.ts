import { ToolferryError } from '../errors.js';
import type { RunState } from '../types.js';
import type { GraphSnapshot } from './graph.js';
import { isModelMessage, messagesOf, textOf } from './messages.js';
import { type Known, toPause } from './pause.js';
import { type Question, questionKey, readQuestions } from './read-questions.js';
import { refuseRepeatingNodes } from './refuse-repeating-nodes.js';
import { toCommand } from './resume-command.js';
import { runSteps, type Thread } from './thread.js';

/** The output of a graph that has reached its end. */
export interface LangGraphOutput<Values = unknown> {
  readonly threadId: string;
  /** The text of the last message, if the model wrote it; empty otherwise. */
  readonly text: string;
  /** The graph's state. A run that is repeated under its key returns it as JSON, with messages as LangChain serializes them. */
  readonly values: Values;
}

/** A run that is resumed, and the answers that are known of it. */
export interface Resumed {
  readonly known: Known;
  readonly runId: string;
}

/** More than any step needs: a node that asks about one call at a time repeats a question no more often than it has calls. */
const maxRepeats = 100;

/**
 * Continues a thread from where it stands, until it asks a question without a known answer or is at its end. A question that is
 * repeated gets its known answer again, and a step that was cut off is executed again.
 */
export async function advance<Values>(
  thread: Thread,
  reached: GraphSnapshot,
  { known, runId }: Resumed = { known: new Map(), runId: runIdOf(reached) },
): Promise<RunState<LangGraphOutput<Values>>> {
  let snapshot = reached;
  for (let repeats = 0; repeats < maxRepeats; repeats++) {
    if (snapshot.tasks.length === 0) return { status: 'completed', output: toOutput(thread, snapshot) };
    const questions = readQuestions(snapshot);
    const open = questions.filter(({ interruptId, call }) => !known.has(questionKey(interruptId, call)));
    if (open.length > 0) {
      refuseRepeatingNodes(snapshot, open);
      const pause = toPause({ ...thread, runId }, open, stillListed(known, questions));
      return { status: 'paused', pause };
    }
    const input = questions.length > 0 ? toCommand(questions, known) : null;
    snapshot = await runSteps(thread, { input, before: snapshot, questions });
  }
  throw new ToolferryError('call_repeated', `The graph repeated its answered calls ${maxRepeats} times.`);
}

/** Returns the id of a run: the checkpoint of its first pause, which no other run has. */
export function runIdOf({ config }: GraphSnapshot): string {
  return String(config?.configurable?.checkpoint_id);
}

/** Returns the answers whose questions are listed: LangGraph keeps the interrupt of a finished task until its step ends (1.4). */
function stillListed(known: Known, questions: readonly Question[]): Known {
  const listed = new Set(questions.map(({ interruptId }) => interruptId));
  return new Map([...known].filter(([key]) => listed.has(key.split(' ')[0] ?? '')));
}

function toOutput<Values>({ threadId }: Thread, { values }: GraphSnapshot): LangGraphOutput<Values> {
  const last = messagesOf(values).at(-1);
  const text = last && isModelMessage(last) ? textOf(last) : '';
  const output = { threadId, text, values: values as Values };
  // Messages are class instances: a journal records them as LangChain serializes them.
  const toJSON = (): object => ({ threadId, text, values: JSON.parse(JSON.stringify(values)) });
  return Object.defineProperty(output, 'toJSON', { value: toJSON });
}
