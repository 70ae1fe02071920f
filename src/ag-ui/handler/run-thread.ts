import { codeOf, ToolferryError } from '../../errors.js';
import { randomUUID } from '../../random-uuid.js';
import { toJSON } from '../../result/to-json.js';
import type { Answer, JSONValue, RunHost, RunState } from '../../types.js';
import { callBackend } from './call-backend.js';
import type { Claim } from './claim.js';
import { pauseThread } from './pause-thread.js';
import { failureOf, mayBeSentAgain } from './run-failure.js';
import { type AGUIUserMessage, endedThread, type ThreadRecord, type ThreadRun } from './thread.js';
import type { ThreadWork } from './thread-work.js';

/** Runs a claimed thread until it pauses or has nothing left to do, and writes where it stands before the client learns of it. */
export async function runThread<Request, Output>(work: ThreadWork<Request, Output>, claim: Claim): Promise<void> {
  const { held, writer } = work;
  let { record } = claim;
  if (claim.work === 'ask') return pauseThread(work, record, record.run as ThreadRun);
  for (;;) {
    const run = record.run as ThreadRun;
    const state = await step(work, claim, { ...record, run });
    if (state.status === 'paused')
      return pauseThread(work, record, { ...run, pause: state.pause, answers: [], mayRepeat: false });
    await complete(work, record, state.output);
    if (record.queued.length === 0) {
      const result = await resultOf(work, record, state.output);
      await held.end(endedThread(record, { events: writer.sent, result }));
      return writer.finish({ type: 'success' }, result);
    }
    writer.endText();
    record = { ...record, queued: [], run: startOf(record.queued, run.tools) };
    await held.save(record);
  }
}

/** Returns a run that has not started. Its key is a new one, and the same when it is repeated. */
export function startOf(messages: readonly AGUIUserMessage[], tools: ThreadRun['tools']): ThreadRun {
  return { key: randomUUID(), tools, messages, answers: [] };
}

/** Calls the backend. A failure ends the run, unless the same answers may be sent again. */
async function step<Request, Output>(
  work: ThreadWork<Request, Output>,
  claim: Claim,
  record: ThreadRecord & { readonly run: ThreadRun },
): Promise<RunState<Output>> {
  const { thread, writer, signal, isHeld } = work;
  const { run } = record;
  const { key, tools, pause, mayRepeat = false } = run;
  const host: RunHost = { tools, signal, emit: writer.emit, key: `${thread.threadId}/${key}`, mayRepeat, isHeld };
  try {
    return await callBackend(work, run, host);
  } catch (cause) {
    signal.throwIfAborted();
    const error = pause && codeOf(cause) === undefined ? unknownFailure(cause) : cause;
    await keepFailure(work, claim, record, error);
    throw error;
  }
}

/** An error that is not ours says nothing about a paused run, which still waits for the same answers. */
function unknownFailure(cause: unknown): ToolferryError {
  return new ToolferryError('server_error', 'The backend failed with an error that is not ours.', { cause });
}

async function keepFailure<Request, Output>(
  { held, writer }: ThreadWork<Request, Output>,
  { before }: Claim,
  record: ThreadRecord & { readonly run: ThreadRun },
  error: unknown,
): Promise<void> {
  const { run } = record;
  if (!mayBeSentAgain(error)) return held.end(endedThread(record, { events: writer.sent, error: failureOf(error) }));
  const again = { ...run, answers: unclaimed(run), mayRepeat: true };
  // The client sends its new messages again, together with its answers.
  const { lastMessageId, queued } = run.pause ? before : record;
  const status = run.pause ? 'paused' : 'failed';
  await held.save({ status, lastMessageId, queued, run: again });
}

/** The answers that were not asked for last: the client sends the others again. */
function unclaimed({ asked, answers }: ThreadRun): Answer[] {
  const last = new Set(asked?.tools ?? asked?.interrupts?.map(({ toolCallId }) => toolCallId));
  return answers.filter(({ toolCallId }) => !last.has(toolCallId));
}

/** Returns the result for the client. The run is over even if there is none: the next request starts another. */
async function resultOf<Request, Output>(
  { runner, held, writer }: ThreadWork<Request, Output>,
  record: ThreadRecord,
  output: Output,
): Promise<JSONValue | undefined> {
  try {
    const result = await runner.result?.(output);
    return result === undefined ? undefined : toJSON(result);
  } catch (error) {
    await held.end(endedThread(record, { events: writer.sent, error: failureOf(error) }));
    throw error;
  }
}

/** Gives the app the output, unless another process may do so. The next request repeats the step whose end the app could not keep. */
async function complete<Request, Output>(
  { runner, thread, held, isHeld, signal }: ThreadWork<Request, Output>,
  record: ThreadRecord,
  output: Output,
): Promise<void> {
  if (runner.completed && !isHeld()) throw signal.reason;
  try {
    await runner.completed?.({ ...thread, output });
  } catch (error) {
    await held.end({ ...record, status: 'failed' });
    throw error;
  }
}
