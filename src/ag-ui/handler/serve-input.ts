import { sleep } from '../../async/sleep.js';
import { codeOf } from '../../errors.js';
import type { RunBackend } from '../../types.js';
import { type Claim, claim } from './claim.js';
import { addAnswered, readHistory } from './client-history.js';
import { createEventWriter, type EventWriter } from './event-writer.js';
import type { HeldThread } from './held-thread.js';
import { outcomeOf } from './question.js';
import type { ClientInput } from './read-input.js';
import { failureOf } from './run-failure.js';
import { runThread, startOf } from './run-thread.js';
import { clearThread, type Stopper } from './stop-thread.js';
import { takeTools } from './take-tools.js';
import { isTaken } from './taken-request.js';
import { endedThread, idleThread, isUnderWay, type ThreadRecord } from './thread.js';
import type { AGUIThread, ThreadRunner, ThreadWork } from './thread-work.js';
import { unlessTaken } from './unless-taken.js';

/** The parts of a handler that serve its requests. */
export interface ThreadService<Request, Output> extends ThreadRunner<Request, Output>, Stopper {
  readonly backend: RunBackend<Request, Output>;
  /** The names of the agent's own tools. */
  readonly serverTools: ReadonlySet<string>;
  readonly running: Map<string, AbortController>;
}

/** A request, and where its response is written to. */
export interface InputRequest {
  readonly thread: AGUIThread;
  readonly input: ClientInput;
  write(event: object): void;
  /** Aborted when the client has gone away. */
  readonly gone: AbortSignal;
}

/** A request either runs its thread, or gets the response that the same request got before. */
type Taken =
  | { readonly held: HeldThread; readonly claimed: Claim; readonly repeated?: undefined }
  | { readonly repeated: ThreadRecord };

/** Serves the input of one run: writes its events until it pauses, ends or fails. Never rejects. */
export async function serveInput<Request, Output>(
  service: ThreadService<Request, Output>,
  request: InputRequest,
): Promise<void> {
  const { thread, input } = request;
  const history = readHistory(input);
  const writer = createEventWriter(input, request.write, history);
  writer.start();
  try {
    const taken = await take(service, request);
    if (taken === undefined) return;
    if (taken.repeated) return repeat(taken.repeated, input, writer);
    const { held, claimed } = taken;
    addAnswered(history, claimed.record.run?.pause?.calls ?? []);
    await runClaimed(service, { thread, input, writer, held }, claimed);
  } catch (error) {
    service.report(error);
    writer.fail(failureOf(error));
  }
}

/**
 * Claims the thread for this request, of which one wins. Where the same request came before, it waits for its end; undefined if the
 * client has gone away by then.
 */
async function take<Request, Output>(
  service: ThreadService<Request, Output>,
  { thread, input, gone }: InputRequest,
): Promise<Taken | undefined> {
  for (let delay = 5; !gone.aborted; delay = Math.min(delay * 2, 1_000)) {
    const held = await service.hold(thread);
    const record = held.record ?? idleThread;
    const isRunning = isUnderWay(record);
    const isStopped = record.run?.isStopped === true;
    if (isStopped && !isRunning) await unlessTaken(() => clearThread(service, held, record));
    else {
      const isRepeated = await isTaken(record, input);
      if (isRepeated && record.taken?.response && !isStopped) return { repeated: record };
      if (isRepeated && isRunning) await sleep(delay, gone);
      else {
        const claimed = await unlessTaken(() => claimThread(service, held, record, input));
        if (claimed) return { held, claimed };
      }
    }
  }
  return undefined;
}

async function claimThread<Request, Output>(
  { serverTools }: ThreadService<Request, Output>,
  held: HeldThread,
  record: ThreadRecord,
  input: ClientInput,
): Promise<Claim> {
  const decided = await claim(record, input);
  const { queued } = decided.record;
  const started = decided.record.run ? {} : { run: startOf(queued, await takeTools(input, serverTools)), queued: [] };
  const claimed: Claim = { ...decided, record: { ...decided.record, ...started, status: 'running' } };
  await held.save(claimed.record);
  return claimed;
}

async function runClaimed<Request, Output>(
  service: ThreadService<Request, Output>,
  work: Omit<ThreadWork<Request, Output>, 'runner' | 'signal' | 'isHeld'>,
  claimed: Claim,
): Promise<void> {
  const { held, writer } = work;
  const { threadId } = work.thread;
  const lost = new AbortController();
  service.running.set(threadId, lost);
  const renewal = held.renew((error) => lost.abort(error));
  try {
    await runThread({ ...work, runner: service, signal: lost.signal, isHeld: renewal.isHeld }, claimed);
  } catch (error) {
    if (codeOf(error) === 'run_stopped')
      await held.end(endedThread(claimed.record, { events: writer.sent, error: failureOf(error) }));
    throw error;
  } finally {
    renewal.end();
    if (service.running.get(threadId) === lost) service.running.delete(threadId);
  }
}

/** Writes the parts that the client does not have of the response to a request that was served before. */
function repeat({ taken, run }: ThreadRecord, { protocolVersion }: ClientInput, writer: EventWriter): void {
  const { events = [], result, error } = taken?.response ?? {};
  writer.repeat(events);
  if (error) writer.fail(error);
  else if (run?.pause && run.asked) {
    writer.calls(run.pause.calls);
    writer.finish(outcomeOf(run.pause, run.asked, protocolVersion !== undefined));
  } else writer.finish({ type: 'success' }, result);
}
