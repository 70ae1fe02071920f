import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import { randomUUID } from '../../random-uuid.js';
import { toolName } from '../../tool/tool-name.js';
import type { Answer, Pause, RunBackend, RunHost, RunState } from '../../types.js';
import { toLettaClientTools } from '../client-tools.js';
import { toApprovalMessage } from '../rest/approval-message.js';
import { clearPendingCalls } from '../rest/clear-pending-calls.js';
import type { Conversation, TurnBody } from '../rest/conversation.js';
import { deliver } from '../rest/deliver.js';
import { awaitedCalls, type Round } from '../rest/read-round.js';
import type { LettaRequestFields } from '../rest/request-fields.js';
import { sendRequest } from '../rest/send-request.js';
import { otidOf, readStarted } from '../rest/start-once.js';
import { waitingAfterMismatch } from '../rest/waiting-after-mismatch.js';
import type { LettaEvent, LettaTurn } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';
import { checkStillPending } from './check-still-pending.js';
import { alreadyResumed, backendName, readState, toPause } from './pause.js';

/** A message to the agent, and the fields that every request of its turn has in addition. */
export interface LettaRequest {
  readonly message: MessageCreate;
  readonly fields: LettaRequestFields;
}

/** The options that all turns of a connection share. */
interface TurnOptions {
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

/** Creates the backend that runs a Letta agent's turns. */
export function createBackend(options: TurnOptions): RunBackend<LettaRequest, LettaTurn> {
  const { conversation } = options;
  const turns = new WeakMap<RunHost, TurnState>();
  const turnOf = (host: RunHost, fields: LettaRequestFields): RunningTurn => {
    const state = turns.get(host) ?? openTurnState(host);
    turns.set(host, state);
    return { ...options, host, state, fields };
  };

  return {
    name: backendName,
    async start({ message, fields }, host) {
      const turn = turnOf(host, fields);
      const otid = host.key === undefined ? randomUUID() : await otidOf(host.key);
      if (host.mayRepeat) {
        const started = await readStarted(conversation, turn.state.log, otid, host.signal);
        if (started !== undefined) return stillPending(conversation, await toRunState(turn, started));
      }
      return toRunState(turn, await sendInTurn(turn, [{ type: 'message' as const, ...message, otid }]));
    },
    async resume(pause, answers, host) {
      const { fields, corrections } = readState(pause, conversation);
      const turn = turnOf(host, fields);
      try {
        const state = await toRunState(turn, await sendAnswers(turn, pause, answers));
        return host.mayRepeat ? await stillPending(conversation, state) : state;
      } catch (error) {
        const waiting = await waitingAfterMismatch(conversation, error, corrections);
        // The bridge gives answered calls the same answers again, and runs only new ones.
        return pauseTurn(turn, { ...waiting, stopReason: '' }, corrections + 1);
      }
    },
    check: (pause) => checkStillPending(conversation, pause),
    cancel: ({ runId }) => clearPendingCalls(conversation, runId),
  };
}

/** One turn, with everything that its requests need. */
interface RunningTurn extends TurnOptions {
  readonly host: RunHost;
  readonly state: TurnState;
  readonly fields: LettaRequestFields;
}

/** The state that this process keeps of a turn. */
interface TurnState {
  readonly log: TurnLog;
  /** Emits the calls of a pause that were not emitted before. */
  reportCalls(calls: Pause['calls']): void;
}

function openTurnState(host: RunHost): TurnState {
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
function sendInTurn(
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
function sendAnswers(turn: RunningTurn, pause: Pause, answers: readonly Answer[]): Promise<Round> {
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
async function toRunState(turn: RunningTurn, round: Round): Promise<RunState<LettaTurn>> {
  const calls = await awaitedCalls(turn.conversation, round, turn.isParallel);
  if (calls.length > 0) return pauseTurn(turn, { ...round, calls });
  return { status: 'completed', output: turn.state.log.end(round.stopReason) };
}

/** Returns a pause with the calls of a round, and emits them. */
function pauseTurn(
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

/** Returns the state of a run that may have been read back. Throws `already_resumed` if its calls were answered since. */
async function stillPending(conversation: Conversation, state: RunState<LettaTurn>): Promise<RunState<LettaTurn>> {
  if (state.status === 'paused') await checkStillPending(conversation, state.pause);
  return state;
}
