import type { Emit } from '../async/notify.js';
import { isBubbleUp } from '../errors.js';
import { failure } from '../result/failure.js';
import { toJSON } from '../result/to-json.js';
import { type ParsedInput, parseInput } from '../tool/parse-input.js';
import type {
  Answer,
  ApprovalAnswer,
  Approve,
  JSONValue,
  PendingCall,
  RunEvent,
  ToolCall,
  ToolResult,
} from '../types.js';
import { type Approval, ask } from './approval.js';
import { executeSteps, watchCall } from './execute.js';
import type { Rules } from './rules.js';

/** The rules, signal and listener that a run's calls are answered with. */
export interface AnswerContext {
  readonly rules: Rules;
  /** That of the rules, for calls: an interrupt that it throws is a refusal. */
  readonly approve: Approve | undefined;
  readonly signal: AbortSignal;
  /** Calls the listeners of the run and of the bridge. */
  readonly emit: Emit<RunEvent> | undefined;
}

/** Answers one pending call of a run: its result, or whether the server may run it. */
export async function answerCall(context: AnswerContext, pending: PendingCall): Promise<Answer> {
  if (pending.ask === 'approval') return approveCall(context, pending);
  const { id, name, input } = pending;
  const call = { id, name, input };
  return watchCall(context.emit, call, () => runCall(context, call));
}

/** The server runs this call itself, with the input that it has. An edited input is therefore a refusal. */
async function approveCall(
  { rules, signal, emit }: AnswerContext,
  { id, name, input, message }: PendingCall,
): Promise<ApprovalAnswer> {
  const question = message ?? 'the server requires approval';
  const shown = readInput(input, rules.limits.inputNodes);
  if ('problem' in shown) return { toolCallId: id, approved: false, reason: shown.problem };
  const call = { id, name, input: shown.value };
  const asking = { approve: rules.approve, report: rules.report, emit };
  const approval = await ask(asking, { call, reason: question }, signal).catch(interruptedApproval);
  if (approval.approved && approval.input !== undefined)
    return {
      toolCallId: id,
      approved: false,
      reason: 'its input was edited, but the server can only run the original input',
    };
  const { approved, reason } = approval;
  return { toolCallId: id, approved, reason, ...('undecided' in approval && { undecided: true }) };
}

/** An input that is JSON but not an object, such as invalid JSON text, is shown as it is. */
function readInput(
  input: unknown,
  maxNodes: number,
): { readonly value: JSONValue } | Extract<ParsedInput, { problem: string }> {
  const parsed = parseInput(input, maxNodes);
  if ('value' in parsed) return parsed;
  try {
    return { value: toJSON(input, { maxNodes }) };
  } catch {
    return parsed;
  }
}

async function runCall({ rules, approve, signal, emit }: AnswerContext, call: ToolCall): Promise<ToolResult> {
  try {
    return await executeSteps(rules, call, { signal, approve, emit });
  } catch (error) {
    return interrupted(call, error);
  }
}

/** An interrupt replays the caller from its start, which would start the remote run again. */
export function withoutInterrupts(approve: Approve | undefined): Approve | undefined {
  if (approve === undefined) return undefined;
  return async (request) => {
    try {
      return await approve(request);
    } catch (error) {
      if (isBubbleUp(error)) return { approved: false, reason: interruptedReason };
      throw error;
    }
  };
}

const interruptedReason = 'approve threw an interrupt, which is not supported in a run on a server';

function interruptedApproval(error: unknown): Approval {
  if (!isBubbleUp(error)) throw error;
  return { approved: false, reason: interruptedReason, undecided: true };
}

function interrupted(call: PendingCall, error: unknown): ToolResult {
  if (!isBubbleUp(error)) throw error;
  return failure(call, 'failed', `"${call.name}" threw an interrupt, which is not supported in a run on a server.`);
}
