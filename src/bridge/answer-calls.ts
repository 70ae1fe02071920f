import { failure } from '../result/failure.js';
import type { Answer, ApprovalAnswer, Approve, PendingCall, RunEvent, ToolResult } from '../types.js';
import { ask } from './approval.js';
import { isBubbleUp } from './bubble-up.js';
import { execute, type Rules } from './execute.js';
import { type Journal, record, unanswered } from './journal.js';
import { parseInput } from './parse-input.js';

export interface Answering {
  readonly rules: Rules;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  tell(event: RunEvent): void;
}

/** Answers the pending calls of one round at the same time, in the order asked. */
export async function answerCalls(run: Answering, calls: readonly PendingCall[]): Promise<Answer[]> {
  const open = unanswered(run.journal, calls);
  await Promise.all(open.map(async (call) => record(run.journal, call, await answer(run, call))));
  return calls.flatMap(({ id }) => run.journal.get(id)?.answer ?? []);
}

function answer(run: Answering, call: PendingCall): Promise<Answer> {
  return call.ask === 'approval' ? answerApproval(run, call) : answerCall(run, call);
}

/** The server runs this call itself, with the input it has: an edited input cannot be honoured. */
async function answerApproval(
  { rules, signal }: Answering,
  { id, name, input, message }: PendingCall,
): Promise<ApprovalAnswer> {
  const reason = message ?? 'the server asks for it';
  const parsed = parseInput(input);
  const call = { id, name, input: 'value' in parsed ? parsed.value : input };
  const answered = await ask(withoutInterrupts(rules.approve), { call, reason }, signal);
  if (!answered.approved) return { callId: id, approved: false, reason: answered.reason };
  return answered.input === undefined
    ? { callId: id, approved: true }
    : { callId: id, approved: false, reason: 'its input was edited, which the server cannot run' };
}

async function answerCall({ rules, signal, tell }: Answering, { id, name, input }: PendingCall): Promise<ToolResult> {
  const call = { id, name, input };
  tell({ type: 'call-started', call });
  const result = await execute({ ...rules, approve: withoutInterrupts(rules.approve) }, call, {
    signal,
    onProgress: (value) => tell({ type: 'call-progress', call, value }),
  }).catch((error: unknown) => interrupted(call, error));
  tell({ type: 'call-finished', call, result });
  return result;
}

/** An interrupt replays the caller from its start, and that would start the remote run again. */
function withoutInterrupts(approve: Approve | undefined): Approve | undefined {
  if (approve === undefined) return undefined;
  return async (request) => {
    try {
      return await approve(request);
    } catch (error) {
      if (isBubbleUp(error))
        return { approved: false, reason: 'approve interrupted, which a run on a server cannot wait for' };
      throw error;
    }
  };
}

function interrupted(call: PendingCall, error: unknown): ToolResult {
  if (!isBubbleUp(error)) throw error;
  return failure(call, 'failed', `"${call.name}" interrupted, which a run on a server cannot wait for.`);
}
