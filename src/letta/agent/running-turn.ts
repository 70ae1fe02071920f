import { toolName } from '../../tool/tool-name.js';
import type { Answer, Pause, RunHost, RunState } from '../../types.js';
import { toLettaClientTools } from '../client-tools.js';
import { toApprovalMessage } from '../rest/approval-message.js';
import { awaitedCalls } from '../rest/awaited-calls.js';
import type { Conversation, TurnBody } from '../rest/conversation.js';
import { deliver } from '../rest/deliver.js';
import type { Round } from '../rest/read-round.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { sendRequest } from '../rest/send-request.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';
import { alreadyResumed, toPause } from './pause.js';

/** The options that all turns of a connection share. */
export interface TurnOptions {
  readonly conversation: Conversation;
  /**
   * Client tools that replace the server's gated tools of the same name. The server has these names, so they are not offered.
   */
  readonly standIn: ReadonlySet<string>;
  /** The maximum number of characters of one result. */
  readonly maxCharacters: number;
  /** Whether the server keeps all calls of a step. */
  readonly isParallel: boolean;
}

/** One turn, with everything that its requests need. */
export interface RunningTurn extends TurnOptions {
  readonly host: RunHost;
  readonly state: TurnState;
  readonly fields: LettaRequestFields;
}

/** The state that this process keeps of a turn. */
export interface TurnState {
  readonly log: TurnLog;
  /** Emits the calls of a pause that were not emitted before. */
  reportCalls(calls: Pause['calls']): void;
}

export function openTurnState(host: RunHost): TurnState {
  const reported = new Set<string>();
  // Events after an abort are dropped.
  const emit = (event: LettaEvent): void => {
    if (!host.signal.aborted) host.emit(event);
  };

  return {
    log: openTurnLog(emit),
    reportCalls(calls) {
      for (const { id, name, input, ask } of calls) {
        if (!reported.has(id))
          emit({ type: 'call-requested', call: { id, name, input }, on: ask ? 'server' : 'client' });
        reported.add(id);
      }
    },
  };
}

/** Sends one request with the turn's fields and tools, and reads its events to the end. */
export function sendInTurn(
  { conversation, standIn, host, state, fields }: RunningTurn,
  messages: NonNullable<TurnBody['messages']>,
): Promise<Round> {
  const offered = host.tools.filter((tool) => !standIn.has(toolName(tool)));
  const body = {
    stream_tokens: true,
    ...fields,
    ...(offered.length > 0 && { client_tools: toLettaClientTools(offered) }),
    messages,
  };
  return sendRequest(conversation, body, state.log, host.signal);
}

/** Sends the answers to a pause until the agent has accepted them. Those that may have been sent before are looked up first. */
export function sendAnswers(turn: RunningTurn, pause: Pause, answers: readonly Answer[]): Promise<Round> {
  const { conversation, host, state, maxCharacters } = turn;
  const callIds = answers.map(({ toolCallId }) => toolCallId);
  state.log.recordAnswered(answers.flatMap((answer) => ('approved' in answer ? [] : [answer.toolCallId])));
  const message = toApprovalMessage(answers, maxCharacters);
  return deliver({
    conversation,
    log: state.log,
    signal: host.signal,
    callIds,
    runId: pause.runId,
    failure: host.mayRepeat ? alreadyResumed() : undefined,
    send: (otid) => sendInTurn(turn, [{ ...message, otid }]),
  });
}

/** Returns the state after a round: the completed turn, or a pause. */
export async function toRunState(turn: RunningTurn, round: Round): Promise<RunState<LettaTurn>> {
  const calls = await awaitedCalls(turn.conversation, round, turn.isParallel);
  if (calls.length > 0) return pauseTurn(turn, { ...round, calls });
  return { status: 'completed', output: turn.state.log.end(round.stopReason) };
}

/** Returns a pause with the calls of a round, and emits them. */
export function pauseTurn(
  { conversation, host, state, fields }: RunningTurn,
  round: Round,
  corrections = 0,
): RunState<LettaTurn> {
  const names = new Set(host.tools.map(toolName));
  const { runId = '', calls } = round;
  const pause = toPause(conversation, { runId, calls, fields, corrections }, (name) => names.has(name));
  state.reportCalls(pause.calls);
  return { status: 'paused', pause };
}
