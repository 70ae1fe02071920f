import { toolName } from '../../tool/tool-name.js';
import type { Answer, Pause, RunHost, RunState } from '../../types.js';
import { toLettaClientTools } from '../client-tools.js';
import { callIdInRun, type RequestedCall, serverCallId } from '../requested-calls.js';
import { toApprovalMessage } from '../rest/approval-message.js';
import { awaitedCalls } from '../rest/awaited-calls.js';
import type { Conversation, TurnBody } from '../rest/conversation.js';
import { deliver } from '../rest/deliver.js';
import type { Step } from '../rest/read-step.js';
import { request } from '../rest/request.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';
import { toPause } from './pause.js';

/** What all turns of a connection share. */
export interface TurnOptions {
  readonly conversation: Conversation;
  /** Local tools that answer for the server's gated tools of the same name: the server has them, so they are not offered. */
  readonly standIn: ReadonlySet<string>;
  /** The most characters of one result. */
  readonly maxCharacters: number;
  /** Whether the server keeps all calls of a step. */
  readonly isParallel: boolean;
}

/** One turn, as all its requests need it. */
export interface RunningTurn extends TurnOptions {
  readonly host: RunHost;
  readonly state: TurnState;
  readonly fields: LettaRequestFields;
}

/** What this process knows of a turn. */
export interface TurnState {
  readonly log: TurnLog;
  /** The calls of a run under ids that are new in this turn. */
  underNewIds(calls: readonly RequestedCall[], runId: string): RequestedCall[];
  /** Emits the calls of a pause that were not emitted before. */
  reportCalls(calls: Pause['calls']): void;
  /** Records the calls, by the server's ids, whose answers were accepted. */
  accepted(toolCallIds: readonly string[]): void;
}

export function openTurnState(host: RunHost): TurnState {
  const reported = new Set<string>();
  const answered = new Set<string>();
  // Events after an abort are dropped.
  const emit = (event: LettaEvent): void => {
    if (!host.signal.aborted) host.emit(event);
  };

  return {
    log: openTurnLog(emit),
    underNewIds: (calls, runId) =>
      calls.map((call) => (answered.has(call.id) ? { ...call, id: callIdInRun(call.id, runId) } : call)),
    reportCalls(calls) {
      for (const { id, name, input, ask } of calls) {
        if (!reported.has(id))
          emit({ type: 'call-requested', call: { id, name, input }, on: ask ? 'server' : 'client' });
        reported.add(id);
      }
    },
    accepted(toolCallIds) {
      for (const id of toolCallIds) answered.add(id);
    },
  };
}

/** Sends one request with all that every one of the turn says, and reads it to its end. */
export function send(
  { conversation, standIn, host, state, fields }: RunningTurn,
  messages: NonNullable<TurnBody['messages']>,
): Promise<Step> {
  const offered = host.tools.filter((tool) => !standIn.has(toolName(tool)));
  const body = {
    stream_tokens: true,
    ...fields,
    ...(offered.length > 0 && { client_tools: toLettaClientTools(offered) }),
    messages,
  };
  return request(conversation, body, state.log, host.signal);
}

/** Sends the answers to a pause until the agent has taken them. */
export async function answer(turn: RunningTurn, pause: Pause, ownAnswers: readonly Answer[]): Promise<Step> {
  const { conversation, host, state, maxCharacters } = turn;
  const answers = ownAnswers.map((answer) => ({ ...answer, toolCallId: serverCallId(answer.toolCallId, pause.runId) }));
  const callIds = answers.map(({ toolCallId }) => toolCallId);
  state.log.answered(answers.flatMap((answer) => ('approved' in answer ? [] : [answer.toolCallId])));
  const message = toApprovalMessage(answers, maxCharacters);
  const step = await deliver({
    conversation,
    log: state.log,
    signal: host.signal,
    callIds,
    send: (otid) => send(turn, [{ ...message, otid }]),
  });
  state.accepted(callIds);
  return step;
}

/** What a request came to: the end of the turn, or a pause. */
export async function settle(turn: RunningTurn, step: Step): Promise<RunState<LettaTurn>> {
  const calls = await awaitedCalls(turn.conversation, step, turn.isParallel);
  if (calls.length > 0) return paused(turn, { ...step, calls });
  return { status: 'completed', output: turn.state.log.end(step.stopReason) };
}

/** A pause with the calls of a step, told to whoever listens. */
export function paused(
  { conversation, host, state, fields }: RunningTurn,
  step: Step,
  corrections = 0,
): RunState<LettaTurn> {
  const names = new Set(host.tools.map(toolName));
  const { runId = '' } = step;
  const calls = state.underNewIds(step.calls, runId);
  const pause = toPause(conversation, { runId, calls, fields, corrections }, (name) => names.has(name));
  state.reportCalls(pause.calls);
  return { status: 'paused', pause };
}
