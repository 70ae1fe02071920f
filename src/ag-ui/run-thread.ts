import { codeOf, ToolferryError } from '../errors.js';
import type { Answer, Pause, RunBackend, RunHost, RunState } from '../types.js';
import type { Claim } from './claim.js';
import type { EventWriter } from './event-writer.js';
import type { HeldThread } from './held-thread.js';
import type { ClientInput } from './read-input.js';
import type { Asked, ThreadRecord, ThreadRun, UserMessage } from './thread.js';

/** What the app's functions get of a thread. */
export interface AGUIThread {
  /** A UUID made of session and thread, for the backend: the client's own `threadId` may be that of another user. */
  readonly threadId: string;
  /** What `authorize` returned. */
  readonly session: string;
}

/** What a run starts with. */
export interface AGUIStart extends AGUIThread {
  /** The user's new messages, with ids of their own. */
  readonly messages: readonly (UserMessage & { readonly role: 'user' })[];
}

export interface ThreadWork<Request, Output> {
  readonly backend: RunBackend<Request, Output>;
  readonly thread: AGUIThread;
  readonly input: ClientInput;
  readonly held: HeldThread;
  readonly writer: EventWriter;
  readonly signal: AbortSignal;
  toRequest(start: AGUIStart): Request | Promise<Request>;
  completed?: ((end: AGUIThread & { readonly output: Output }) => void | Promise<void>) | undefined;
  result?: ((output: Output) => unknown) | undefined;
}

/** Failures after which the same start or answers may be sent again. Those that are not ours say nothing about a paused run. */
const passing = new Set<string | undefined>([
  undefined,
  'connection_lost',
  'conversation_busy',
  'rate_limited',
  'server_error',
  'stream_incomplete',
  'timeout',
  'unauthorized',
  'unreachable',
]);

/** Runs a claimed thread until it pauses or has nothing left to do, and writes where it stands before the client learns of it. */
export async function runThread<Request, Output>(work: ThreadWork<Request, Output>, claim: Claim): Promise<void> {
  let { record } = claim;
  if (claim.work === 'ask') return pauseThread(work, record, record.run as ThreadRun);
  for (;;) {
    const run = record.run as ThreadRun;
    const state = await step(work, record, run);
    if (state.status === 'paused') {
      const next = { ...run, pause: state.pause, answers: [], mayRepeat: false };
      return pauseThread(work, record, next);
    }
    await work.completed?.({ ...work.thread, output: state.output });
    if (record.queued.length === 0) {
      await work.held.save({ status: 'idle', lastMessageId: record.lastMessageId, queued: [] });
      return work.writer.finish({ type: 'success' }, work.result?.(state.output));
    }
    work.writer.endText();
    record = { ...record, queued: [], run: startOf(record.queued, run.tools) };
    await work.held.save(record);
  }
}

/** Returns a run that has not started. Its key is a new one, and the same when it is repeated. */
export function startOf(messages: readonly UserMessage[], tools: ThreadRun['tools']): ThreadRun {
  return { key: newId(), tools, messages, answers: [] };
}

/** Calls the backend. A failure ends the run, unless the same answers may be sent again. */
async function step<Request, Output>(
  work: ThreadWork<Request, Output>,
  record: ThreadRecord,
  run: ThreadRun,
): Promise<RunState<Output>> {
  const { backend, thread, held, writer, signal } = work;
  const { key, tools, pause, answers, mayRepeat = false } = run;
  const host: RunHost = { tools, signal, emit: writer.emit, key: `${thread.threadId}/${key}`, mayRepeat };
  try {
    if (pause) return await backend.resume(pause, answers, host);
    const messages = run.messages.map(({ content }, index) => ({
      id: `${key}-${index}`,
      role: 'user' as const,
      content,
    }));
    return await backend.start(await work.toRequest({ ...thread, messages }), host);
  } catch (error) {
    const { lastMessageId, queued } = record;
    const code = codeOf(error);
    const again = { ...run, answers: unclaimed(run, answers), mayRepeat: true };
    if (pause && passing.has(code)) await held.save({ status: 'paused', lastMessageId, queued, run: again });
    else if (code !== undefined && passing.has(code))
      await held.save({ status: 'failed', lastMessageId, queued, run: again });
    else await held.save({ status: 'idle', lastMessageId, queued: [] });
    throw error;
  }
}

/** The answers that were not asked for last: the client sends the others again. */
function unclaimed({ asked }: ThreadRun, answers: readonly Answer[]): Answer[] {
  const last = new Set(asked?.tools ?? asked?.interrupts?.map(({ toolCallId }) => toolCallId));
  return answers.filter(({ toolCallId }) => !last.has(toolCallId));
}

/** Asks for the results of client tools first, then for approvals: clients cannot answer both at once. */
async function pauseThread<Request, Output>(
  work: ThreadWork<Request, Output>,
  record: ThreadRecord,
  run: ThreadRun & { readonly pause?: Pause | undefined },
): Promise<void> {
  const { held, writer, input, backend } = work;
  const pause = run.pause as Pause;
  const { lastMessageId, queued } = record;
  const asked = nextQuestion(pause, run.answers);
  const answered = new Set(input.messages.map(({ role, toolCallId }) => role === 'tool' && toolCallId));
  if (asked.tools?.some((id) => answered.has(id))) {
    await held.save({ status: 'idle', lastMessageId, queued: [] });
    await backend.cancel?.(pause);
    const message =
      'The agent asks for a call whose id has a result already. The run was ended, because the old result would count.';
    throw new ToolferryError('call_conflict', message);
  }
  await held.save({ status: 'paused', lastMessageId, queued, run: { ...run, asked } });
  writer.calls(pause.calls);
  writer.finish(outcomeOf(pause, asked, input.protocolVersion !== undefined));
}

function nextQuestion({ calls }: Pause, answers: readonly Answer[]): Asked {
  const known = new Set(answers.map(({ toolCallId }) => toolCallId));
  const open = calls.filter(({ id }) => !known.has(id));
  const tools = open.flatMap(({ id, ask }) => (ask === undefined ? [id] : []));
  return tools.length > 0 ? { tools } : { interrupts: open.map(({ id }) => ({ id: newId(), toolCallId: id })) };
}

const responseSchema = {
  type: 'object',
  properties: { approved: { type: 'boolean' }, reason: { type: 'string' } },
  required: ['approved'],
};

/** Clients of before 1.0 fail for a list of calls, and find them themselves. */
function outcomeOf({ calls }: Pause, { tools, interrupts }: Asked, isVersioned: boolean): object {
  if (tools) return { type: 'success', ...(isVersioned && { pendingToolCallIds: tools }) };
  const asked = interrupts.map(({ id, toolCallId }) => {
    const message = calls.find((call) => call.id === toolCallId)?.message;
    return { id, reason: 'tool_call', toolCallId, ...(message !== undefined && { message }), responseSchema };
  });
  return { type: 'interrupt', interrupts: asked };
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
