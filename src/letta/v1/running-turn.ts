import { toolName } from '../../tool/tool-name.js';
import type { Answer, Pause, RunHost, RunState } from '../../types.js';
import { toLettaClientTools } from '../client-tools.js';
import type { LettaTurn } from '../turn.js';
import { toApprovalMessage } from './answers.js';
import { awaitedCalls } from './awaited-calls.js';
import { serverCallId } from './call-id.js';
import type { Conversation, TurnBody } from './conversation.js';
import { deliver } from './deliver.js';
import { type LettaRequestFields, toPause } from './pause.js';
import type { Step } from './read-step.js';
import { request } from './request.js';
import type { SeenTurn } from './seen-turn.js';

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
  readonly seen: SeenTurn;
  readonly fields: LettaRequestFields;
}

/** Sends one request with all that every one of the turn says, and reads it to its end. */
export function send(
  { conversation, standIn, host, seen, fields }: RunningTurn,
  messages: NonNullable<TurnBody['messages']>,
): Promise<Step> {
  const offered = host.tools.filter((tool) => !standIn.has(toolName(tool)));
  const body = {
    stream_tokens: true,
    ...fields,
    ...(offered.length > 0 && { client_tools: toLettaClientTools(offered) }),
    messages,
  };
  return request(conversation, body, seen.log, host.signal);
}

/** Sends the answers to a pause until the agent has taken them. */
export async function answer(turn: RunningTurn, pause: Pause, ownAnswers: readonly Answer[]): Promise<Step> {
  const { conversation, host, seen, maxCharacters } = turn;
  const answers = ownAnswers.map((answer) => ({ ...answer, callId: serverCallId(answer.callId, pause.runId) }));
  const callIds = answers.map(({ callId }) => callId);
  seen.log.answered(answers.flatMap((answer) => ('approved' in answer ? [] : [answer.callId])));
  const message = toApprovalMessage(answers, maxCharacters);
  const step = await deliver({
    conversation,
    log: seen.log,
    signal: host.signal,
    callIds,
    send: (otid) => send(turn, [{ ...message, otid }]),
  });
  seen.taken(callIds);
  return step;
}

/** What a request came to: the end of the turn, or a pause. */
export async function settle(turn: RunningTurn, step: Step): Promise<RunState<LettaTurn>> {
  turn.seen.addUsage(step.usage);
  const calls = await awaitedCalls(turn.conversation, step, turn.isParallel);
  if (calls.length > 0) return paused(turn, { ...step, calls });
  return { status: 'completed', output: turn.seen.end(step.stopReason) };
}

/** A pause with the calls of a step, told to whoever listens. */
export function paused(
  { conversation, host, seen, fields }: RunningTurn,
  step: Step,
  corrections = 0,
): RunState<LettaTurn> {
  const names = new Set(host.tools.map(toolName));
  const { runId = '' } = step;
  const calls = seen.underNewIds(step.calls, runId);
  const pause = toPause(conversation, { runId, calls, fields, corrections }, (name) => names.has(name));
  seen.tellCalls(pause.calls);
  return { status: 'paused', pause };
}
