import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import { toolName } from '../../tool/tool-name.js';
import type { Pause, RunBackend, RunHost, RunState } from '../../types.js';
import { toLettaClientTools } from '../client-tools.js';
import { contentText } from '../content-text.js';
import { codeOf } from '../letta-error.js';
import type { LettaEvent, LettaTurn, LettaUsage } from '../turn.js';
import { openTurnLog, type TurnLog } from '../turn-log.js';
import { addUsage, noUsage } from '../usage.js';
import { toApprovalMessage } from './answers.js';
import { awaitedCalls } from './awaited-calls.js';
import { callIdInRun, serverCallId } from './call-id.js';
import type { Conversation, TurnBody } from './conversation.js';
import { deliver } from './deliver.js';
import { leaveNothingPending } from './leave-nothing-pending.js';
import { backendName, type LettaRequestFields, readState, toPause } from './pause.js';
import type { Step } from './read-step.js';
import { request } from './request.js';

/** A message to the agent, and what every request of its turn says beside it. */
export interface LettaRequest {
  readonly message: MessageCreate;
  readonly fields: LettaRequestFields;
}

export interface BackendOptions {
  /** Local tools that answer for the server's gated tools of the same name: the server has them, so they are not offered. */
  readonly standIn: ReadonlySet<string>;
  /** The most characters of one result. */
  readonly maxCharacters: number;
  /** Whether the server keeps all calls of a step. */
  readonly isParallel: boolean;
}

/** What this process saw of a turn. */
interface Seen {
  readonly log: TurnLog;
  /** The ids of the calls that the listener knows of. */
  readonly told: Set<string>;
  /** The ids of the calls whose answers were taken. */
  readonly answered: Set<string>;
  usage: LettaUsage;
}

/** How often the calls that the server really waits for are read again after it said that the answers were others. */
const maxCorrections = 2;

/** A Letta agent's turns as a backend of the bridge. */
export function createBackend(
  conversation: Conversation,
  { standIn, maxCharacters, isParallel }: BackendOptions,
): RunBackend<LettaRequest, LettaTurn> {
  const turns = new WeakMap<RunHost, Seen>();
  const seenBy = (host: RunHost): Seen => {
    const seen = turns.get(host) ?? {
      log: openTurnLog((event) => emit(host, event)),
      told: new Set(),
      answered: new Set(),
      usage: noUsage,
    };
    turns.set(host, seen);
    return seen;
  };

  const send = (messages: TurnBody['messages'], fields: LettaRequestFields, host: RunHost): Promise<Step> => {
    const offered = host.tools.filter((tool) => !standIn.has(toolName(tool)));
    const body = {
      stream_tokens: true,
      ...fields,
      ...(offered.length > 0 && { client_tools: toLettaClientTools(offered) }),
      messages: messages ?? [],
    };
    return request(conversation, body, seenBy(host).log, host.signal);
  };

  const paused = (step: Step, fields: LettaRequestFields, host: RunHost, corrections = 0): RunState<LettaTurn> => {
    const names = new Set(host.tools.map(toolName));
    const { answered, told } = seenBy(host);
    const { runId = '' } = step;
    const calls = step.calls.map((call) => ({
      ...call,
      id: answered.has(call.id) ? callIdInRun(call.id, runId) : call.id,
    }));
    const pause = toPause(conversation, { runId, calls, fields, corrections }, (name) => names.has(name));
    for (const { id, name, input, ask } of pause.calls) {
      if (!told.has(id))
        emit(host, { type: 'call-requested', call: { id, name, input }, on: ask ? 'server' : 'client' });
      told.add(id);
    }
    return { status: 'paused', pause };
  };

  const settle = async (step: Step, fields: LettaRequestFields, host: RunHost): Promise<RunState<LettaTurn>> => {
    const seen = seenBy(host);
    seen.usage = addUsage(seen.usage, step.usage);
    const calls = await awaitedCalls(conversation, step, isParallel);
    if (calls.length > 0) return paused({ ...step, calls }, fields, host);
    const { messages } = seen.log;
    return {
      status: 'completed',
      output: { messages, text: lastText(messages), stopReason: step.stopReason, usage: seen.usage },
    };
  };

  return {
    name: backendName,
    start: async ({ message, fields }, host) => {
      const stamped = { type: 'message' as const, ...message, otid: crypto.randomUUID() };
      return settle(await send([stamped], fields, host), fields, host);
    },
    async resume(pause, ownAnswers, host) {
      const { fields, corrections } = readState(pause, conversation);
      const { log, answered } = seenBy(host);
      const answers = ownAnswers.map((answer) => ({ ...answer, callId: serverCallId(answer.callId, pause.runId) }));
      const callIds = answers.map(({ callId }) => callId);
      log.answered(answers.flatMap((answer) => ('approved' in answer ? [] : [answer.callId])));
      const message = toApprovalMessage(answers, maxCharacters);
      try {
        const step = await deliver({
          conversation,
          log,
          signal: host.signal,
          callIds,
          send: (otid) => send([{ ...message, otid }], fields, host),
        });
        for (const callId of callIds) answered.add(callId);
        return await settle(step, fields, host);
      } catch (error) {
        if (codeOf(error) !== 'tool_call_mismatch' || corrections >= maxCorrections) throw error;
        const waiting = await conversation.waiting();
        if (waiting === undefined) throw error;
        // The run answers what it has answered from its journal, and runs only what is new.
        return paused({ ...waiting, stopReason: '', usage: noUsage }, fields, host, corrections + 1);
      }
    },
    cancel: ({ runId }: Pause) => leaveNothingPending(conversation, runId),
  };
}

/** What comes after an abort is dropped. */
function emit({ signal, emit }: RunHost, event: LettaEvent): void {
  if (!signal.aborted) emit(event);
}

/** What the agent said after its last tool call. */
function lastText(messages: LettaTurn['messages']): string {
  const isCall = /^(approval_request|tool_call|tool_return)_message$/;
  const last = messages.findLastIndex(({ message_type = '' }) => isCall.test(message_type));
  return messages
    .slice(last + 1)
    .map((message) => (message.message_type === 'assistant_message' ? contentText(message.content) : ''))
    .join('');
}
