import { codeOf, ToolferryError } from '../../errors.js';
import type { Pause } from '../../types.js';
import { cancelPause } from './cancel-pause.js';
import { nextQuestion, outcomeOf } from './question.js';
import type { ClientInput } from './read-input.js';
import { failureOf } from './run-failure.js';
import { type Asked, endedThread, type SentEvent, type ThreadRecord, type ThreadRun } from './thread.js';
import type { ThreadWork } from './thread-work.js';

/** Asks for the results of client tools first, then for approvals: clients cannot answer both at once. */
export async function pauseThread<Request, Output>(
  work: ThreadWork<Request, Output>,
  record: ThreadRecord,
  run: ThreadRun & { readonly pause?: Pause | undefined },
): Promise<void> {
  const { held, writer, input, runner } = work;
  const pause = run.pause as Pause;
  const asked = nextQuestion(pause, run.answers);
  const problem = conflictOf(work, pause, asked);
  if (problem !== undefined) {
    const error = conflict(problem);
    await held.end(endedThread(record, { events: [], error: failureOf(error) }));
    await cancelPause(runner, pause);
    throw error;
  }
  const response = { events: writer.sent.filter((event) => !isCallOf(pause, event)) };
  const next: ThreadRecord = {
    ...record,
    status: 'paused',
    taken: { ...record.taken, response },
    run: { ...run, asked },
  };
  await held.save(next).catch(async (error: unknown) => {
    if (codeOf(error) === 'run_stopped') await cancelPause(runner, pause);
    throw error;
  });
  writer.calls(pause.calls);
  writer.finish(outcomeOf(pause, asked, input.protocolVersion !== undefined));
}

function isCallOf({ calls }: Pause, event: SentEvent): boolean {
  return event.type === 'tool-call' && calls.some(({ id }) => id === event.call.id);
}

/** Returns why an answer could count for another call than the one that the client sees; undefined if it cannot. */
function conflictOf<Request, Output>(
  { writer, input }: ThreadWork<Request, Output>,
  { calls }: Pause,
  asked: Asked,
): string | undefined {
  const ids = new Set(calls.map(({ id }) => id));
  if (ids.size < calls.length || !calls.every(({ id }) => typeof id === 'string' && id !== ''))
    return 'two calls with the same id, or a call without one. An answer would count for both';
  if (isAnswered(asked, input)) return 'a call whose id has a result already. The old result would count';
  if (calls.some(writer.hides)) return 'a call under the id of an earlier one, which the client sees instead';
  return undefined;
}

function isAnswered({ tools = [] }: Asked, { messages }: ClientInput): boolean {
  const answered = new Set(messages.map(({ role, toolCallId }) => role === 'tool' && toolCallId));
  return tools.some((id) => answered.has(id));
}

function conflict(problem: string): ToolferryError {
  return new ToolferryError('call_conflict', `The run was ended, because the agent asks for ${problem}.`);
}
