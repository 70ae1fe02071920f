import { codeOf, ToolferryError } from '../errors.js';
import type { Pause } from '../types.js';
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
  if (isAnswered(asked, input)) {
    const error = answeredBefore();
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

function isAnswered({ tools = [] }: Asked, { messages }: ClientInput): boolean {
  const answered = new Set(messages.map(({ role, toolCallId }) => role === 'tool' && toolCallId));
  return tools.some((id) => answered.has(id));
}

function answeredBefore(): ToolferryError {
  const message =
    'The agent asks for a call whose id has a result already. The run was ended, because the old result would count.';
  return new ToolferryError('call_conflict', message);
}
