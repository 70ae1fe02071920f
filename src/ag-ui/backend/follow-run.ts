import { cut } from '../../cut.js';
import { ToolferryError } from '../../errors.js';
import type { AgentEvent, JSONValue, RunHost, ToolCall } from '../../types.js';
import { passingCodes } from '../passing-codes.js';
import { type Conversation, createConversation, optionalText, plain, text } from './conversation.js';
import type { PostRun } from './post-run.js';
import type { AGUIMessage, AGUIToolCall, RunAgentInput } from './wire-types.js';

/** The end of a run that the agent has finished. */
export interface FinishedRun {
  readonly conversation: Conversation;
  readonly outcome: unknown;
  readonly result?: JSONValue | undefined;
  /** The last state that the agent sent as a whole. */
  readonly state?: JSONValue | undefined;
  /** The agent declared a version of the protocol, so that it knows what 1.0 added. */
  readonly isVersioned: boolean;
}

/**
 * Codes of `createAGUIHandler` that leave the run as it is, and what they mean to its client. Other passing codes are failures between
 * the agent and its own servers.
 */
const knownCodes: ReadonlyMap<string, string> = new Map([
  ['already_resumed', 'already_resumed'],
  ['thread_busy', 'conversation_busy'],
  ['run_taken', 'conversation_busy'],
  ['rate_limited', 'rate_limited'],
  ['journal_failed', 'server_error'],
]);

/** Sends one run, emits what is new in it, and returns how it ended. Rejects if it failed or its stream ended early. */
export async function followRun(
  postRun: PostRun,
  input: RunAgentInput,
  { signal, emit }: Pick<RunHost, 'signal' | 'emit'>,
): Promise<FinishedRun> {
  const offered = new Set(input.tools.map(({ name }) => name));
  const emitted = new Set<string>();
  const isNew = (name: string): boolean => !emitted.has(name) && emitted.add(name) !== undefined;
  const report: (event: AgentEvent) => void = emit;
  /** By message. A snapshot may have a message under another id. */
  const streamed = new Map<string, string>();
  const texts = new Set<string>();
  const conversation = createConversation(input.messages, (message, delta) => {
    emitted.add(`text ${message.id}`);
    streamed.set(message.id, `${message.content}`);
    if (message.role === 'assistant' && delta !== '') report({ type: 'text', text: delta });
  });
  const reportCall = (call: AGUIToolCall | undefined): void => {
    if (call && isNew(`call ${call.id}`)) report({ type: 'tool-call', call: toCall(call) });
  };
  const reportMessage = (message: AGUIMessage, isKnown = false): void => {
    const { id, role, content, toolCallId = '' } = message;
    if (role === 'assistant' && typeof content === 'string' && content !== '' && isNew(`text ${id}`) && !isKnown)
      if (!texts.has(content)) report({ type: 'text', text: content });
    for (const call of message.toolCalls ?? []) isKnown ? emitted.add(`call ${call.id}`) : reportCall(call);
    if (role === 'tool' && isNew(`result ${toolCallId}`) && !isKnown)
      report({ type: 'tool-result', result: toResult(message, conversation.call(toolCallId)) });
  };
  for (const message of conversation.messages) reportMessage(message, true);

  let end: Pick<FinishedRun, 'outcome' | 'result'> | undefined;
  let state: JSONValue | undefined;
  let isVersioned = false;
  await postRun(input, signal, (event) => {
    conversation.add(event);
    if (event.type === 'RUN_STARTED') isVersioned = optionalText(event, 'protocolVersion') !== undefined;
    else if (event.type === 'RUN_ERROR') throw runError(optionalText(event, 'code'), optionalText(event, 'message'));
    else if (event.type === 'STATE_SNAPSHOT') state = plain(event.snapshot);
    else if (event.type === 'TOOL_CALL_END') {
      const call = conversation.call(text(event, 'toolCallId'));
      // A snapshot at the end of the run may correct the call of a client tool, which runs after it.
      if (call && !offered.has(call.function.name) && isWhole(call)) reportCall(call);
    } else if (event.type === 'TOOL_CALL_RESULT') {
      const id = text(event, 'toolCallId');
      const [call, message] = [conversation.call(id), conversation.result(id)];
      if (message && (call === undefined || isWhole(call))) {
        reportCall(call);
        reportMessage(message);
      }
    } else if (event.type === 'RUN_FINISHED') {
      end = { outcome: event.outcome, ...(event.result !== undefined && { result: plain(event.result) }) };
    }
    return end === undefined;
  });
  for (const whole of streamed.values()) texts.add(whole);
  for (const message of conversation.messages) reportMessage(message);
  return { conversation, outcome: undefined, ...end, state, isVersioned };
}

/** Some servers leave pieces of a call out of the stream; a snapshot at the end of the run has all of it. */
function isWhole(call: AGUIToolCall): boolean {
  return typeof toCall(call).input !== 'string';
}

/** Returns the call; an input that is not JSON stays text, which the bridge refuses. */
export function toCall({ id, function: { name, arguments: input } }: AGUIToolCall): ToolCall {
  try {
    return { id, name, input: JSON.parse(input) };
  } catch {
    return { id, name, input };
  }
}

function toResult({ content, error, toolCallId = '' }: AGUIMessage, call: AGUIToolCall | undefined) {
  const output = plain(content);
  return {
    toolCallId,
    toolName: call?.function.name ?? '',
    output,
    ...(typeof error === 'string' && { error: { code: 'failed', message: error } }),
  };
}

function runError(code = '', reason = ''): ToolferryError {
  const message = `The run of the AG-UI agent failed${reason ? `: ${cut(reason, 4_096)}` : '.'}`;
  const known = knownCodes.get(code) ?? (passingCodes.has(code) ? 'server_error' : 'run_failed');
  return new ToolferryError(known, message, { data: { errorCode: cut(code, 100) } });
}
