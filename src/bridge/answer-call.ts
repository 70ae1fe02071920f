import type { Emit } from '../async/notify.js';
import { isBubbleUp, ToolferryError } from '../errors.js';
import { failure } from '../result/failure.js';
import { toJSON } from '../result/to-json.js';
import { approvalDigest } from '../tool/approval-digest.js';
import { type ParsedInput, parseInput } from '../tool/parse-input.js';
import type {
  Answer,
  ApprovalAnswer,
  ApprovalRequest,
  Approve,
  Caller,
  Decision,
  JSONValue,
  LateDecision,
  PendingCall,
  RunEvent,
  RunRecord,
  ToolCall,
  ToolResult,
  WaitingApproval,
} from '../types.js';
import { getProperty } from '../unknown.js';
import { ask } from './approval.js';
import { executeSteps, watchCall } from './execute.js';
import { canPass, decide, type Interruptible, PutOff, type Waiting, waitingFor } from './late-approval.js';
import type { Rules } from './rules.js';
import { type AskReason, inCall } from './watch.js';

/** The rules, decisions and record that a run's calls are answered with. */
export interface AnswerContext extends Interruptible {
  readonly rules: Rules;
  readonly signal: AbortSignal;
  /** Calls the listeners of the run and of the bridge. */
  readonly emit: Emit<RunEvent> | undefined;
  /** Identifies the run. */
  readonly key?: string | undefined;
  readonly decisions?: { readonly [toolCallId: string]: LateDecision } | undefined;
  readonly record?: RunRecord | undefined;
  /** The run can end and continue later. */
  readonly canWait?: boolean | undefined;
  /** The caller of what has started the run. */
  readonly caller?: Caller | undefined;
}

/** Answers one pending call of a run: its result, whether the server may run it, or that its approval was put off. */
export async function answerCall(context: AnswerContext, pending: PendingCall): Promise<Answer | Waiting> {
  if (isStillWaiting(context, pending)) return { toolCallId: pending.id, waiting: pending.waiting };
  const approve = approveInRun(context, pending);
  if (pending.ask === 'approval') return approveCall(context, approve, pending);
  const { id, name, input } = pending;
  const call = { id, name, input };
  return watchCall(context.emit, call, () => runCall(context, approve, call, whyDecided(context, pending)));
}

/** The server runs this call itself, with the input that it has. An edited input is therefore a refusal. */
async function approveCall(
  context: AnswerContext,
  approve: Approve | undefined,
  { id, name, input, message }: PendingCall,
): Promise<ApprovalAnswer | Waiting> {
  const { rules, signal, emit } = context;
  const question = message ?? 'the server requires approval';
  const shown = readInput(input, rules.limits.inputNodes);
  if ('problem' in shown) return { toolCallId: id, approved: false, reason: shown.problem };
  const call = { id, name, input: shown.value };
  const asking = { approve, report: rules.report, emit };
  try {
    const approval = await ask(asking, { call, reason: question }, signal);
    if (approval.approved && approval.input !== undefined)
      return {
        toolCallId: id,
        approved: false,
        reason: 'its input was edited, but the server can only run the original input',
      };
    const { approved, reason } = approval;
    return { toolCallId: id, approved, reason, ...('undecided' in approval && { undecided: true }) };
  } catch (error) {
    const waiting = waitingFor(context, call, error);
    if (waiting === undefined) throw error;
    return waiting;
  }
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

async function runCall(
  context: AnswerContext,
  approve: Approve | undefined,
  call: ToolCall,
  mustAsk: AskReason | undefined,
): Promise<ToolResult | Waiting> {
  const { rules, signal, emit, record, caller } = context;
  try {
    return await executeSteps(rules, call, { signal, caller, approve, emit, record, mustAsk });
  } catch (error) {
    return waitingFor(context, call, error) ?? interrupted(context, call, error);
  }
}

function interrupted({ rules }: AnswerContext, call: ToolCall, error: unknown): ToolResult {
  if (!isBubbleUp(error)) throw error;
  rules.report(error, inCall('handler', call));
  return failure(call, 'failed', `"${call.name}" threw an interrupt, which is not supported in a run on a server.`);
}

/**
 * Returns the function that decides about one call of a run: as it was decided for an earlier process that started it, by a late
 * decision, or by the bridge's `approve`, which may put it off.
 */
function approveInRun(context: AnswerContext, pending: PendingCall): Approve | undefined {
  const earlier = context.record?.decision(pending.id);
  if (earlier) return () => earlier;
  const late = lateDecision(context, pending);
  if (late) return async ({ call }) => withEditKept(context, pending, await decide(late, call));
  const { approve } = context.rules;
  return approve && ((request) => askInRun(context, approve, pending, request));
}

/** Asks `approve`. What it puts off, and what interrupts the caller of the run, is recorded as waiting. */
async function askInRun(
  context: AnswerContext,
  approve: Approve,
  pending: PendingCall,
  request: ApprovalRequest,
): Promise<Awaited<ReturnType<Approve>>> {
  const { record, key, caller, canWait, rules } = context;
  const { call, reason } = request;
  let interrupt: unknown;
  try {
    const decision = await approve({ ...request, key, caller });
    if (decision !== 'later' || !canWait) return withEditKept(context, pending, decision);
  } catch (error) {
    if (!isBubbleUp(error)) throw error;
    if (!canPass(context, error)) return refuseInterrupt(rules, call, error);
    interrupt = error;
  }
  const put = pending.waiting ?? { digest: await approvalDigest(call), reason, askedAt: Date.now() };
  record?.waiting(pending.id, put);
  throw interrupt ?? new PutOff(put);
}

/** The node of the graph is executed again after its interrupt, and would start the run again. */
function refuseInterrupt({ report }: Rules, call: ToolCall, cause: unknown): Decision {
  const reason =
    'its run cannot wait for an interrupt of a graph. Use approveByInterrupt(), with journal of createBridge() and thread of createToolsFromClient()';
  const message = `"${call.name}" was not run: ${reason}.`;
  report(new ToolferryError('cannot_pause', message, { cause }), inCall('approve', call));
  // Without `approved`: the user has denied nothing.
  return { reason } as Decision;
}

/** Returns whether the approval of a call was put off, and is not decided yet. Such a call is not asked about again. */
function isStillWaiting(
  context: AnswerContext,
  pending: PendingCall,
): pending is PendingCall & { readonly waiting: WaitingApproval } {
  const { record, canWait } = context;
  if (pending.waiting === undefined || !canWait) return false;
  return lateDecision(context, pending) === undefined && record?.decision(pending.id) === undefined;
}

function lateDecision({ decisions }: AnswerContext, { id }: PendingCall): LateDecision | undefined {
  return decisions && Object.hasOwn(decisions, id) ? decisions[id] : undefined;
}

/** Records an edited input, with which a process that has to repeat the call repeats it. */
function withEditKept<Given>({ record }: AnswerContext, { id }: PendingCall, decision: Given): Given {
  const input = getProperty(decision, 'input');
  if (input !== undefined) record?.edited(id, input);
  return decision;
}

/** Returns why a call is asked about whatever the policy rules now: a person was asked, and may have denied it. */
function whyDecided(context: AnswerContext, pending: PendingCall): AskReason | undefined {
  const { waiting } = pending;
  if (waiting === undefined && lateDecision(context, pending) === undefined) return undefined;
  return { reason: waiting?.reason ?? 'its approval was requested' };
}
