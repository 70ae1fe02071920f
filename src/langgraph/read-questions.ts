import { ToolferryError } from '../errors.js';
import { canonical } from '../schema/canonical.js';
import type { PendingCall } from '../types.js';
import { getProperty, isObject, omitUndefined } from '../unknown.js';
import { type GraphSnapshot, interruptId } from './graph.js';
import { callsOf, type MessageCall, messagesOf } from './messages.js';

/** A call that an interrupt asks about. */
export interface Question {
  readonly interruptId: string;
  /** A result, `approveByInterrupt`'s approval, or a decision for `humanInTheLoopMiddleware`. */
  readonly kind: 'result' | 'approval' | 'decision';
  readonly call: PendingCall;
}

/**
 * Identifies a question by its interrupt and by all that it shows: the interrupts of one task have one id. An answer is never given
 * to a call with another name or input, which is why the key is no hash that a model could find a second call for.
 */
export function questionKey(interruptId: string, { ask, id, name, input }: PendingCall): string {
  return `${interruptId} ${canonical([ask, id, name, input])}`;
}

/**
 * Reads the calls that the interrupts of a thread ask about. A task that was answered and has finished is among them until its
 * step ends: LangGraph keeps its interrupt (1.4). Throws `cannot_pause` for an interrupt that asks about no call.
 */
export function readQuestions({ values, tasks }: GraphSnapshot): Question[] {
  const interrupts = tasks.flatMap((task) => task.interrupts);
  const read = interrupts.map((interrupt) => readInterrupt(interruptId(interrupt), interrupt.value, values));
  const others = interrupts.filter((_, index) => read[index] === undefined);
  if (others.length > 0) throw otherInterrupts(others.map((each) => ({ id: interruptId(each), value: each.value })));
  return read.flatMap((questions) => questions ?? []);
}

/** Reads the calls of headless tools that the interrupts of a thread ask about. */
export function readHeadlessCalls({ tasks }: GraphSnapshot): Question[] {
  const interrupts = tasks.flatMap((task) => task.interrupts);
  return interrupts.flatMap((interrupt) => readHeadless(interruptId(interrupt), interrupt.value) ?? []);
}

function readInterrupt(id: string, value: unknown, values: unknown): Question[] | undefined {
  return readHeadless(id, value) ?? readApproval(id, value) ?? readReview(id, value, values);
}

/** Reads the interrupt of a headless tool, of LangChain or of `toolferry/langchain`. Python writes `tool_call`. */
function readHeadless(interruptId: string, value: unknown): Question[] | undefined {
  const toolCall = getProperty(value, 'toolCall') ?? getProperty(value, 'tool_call');
  if (getProperty(value, 'type') !== 'tool' || !isToolCall(toolCall)) return undefined;
  return [{ interruptId, kind: 'result', call: toCall(toolCall) }];
}

function readApproval(interruptId: string, value: unknown): Question[] | undefined {
  const calls = getProperty(value, 'calls');
  if (getProperty(value, 'type') !== 'tool-approval' || !Array.isArray(calls)) return undefined;
  if (!calls.every((each) => isToolCall(getProperty(each, 'toolCall')))) return undefined;
  return calls.map(({ toolCall, reason }) => ({
    interruptId,
    kind: 'approval',
    call: omitUndefined({ ...toCall(toolCall), ask: 'approval' as const, message: stringOf(reason) }),
  }));
}

/** Reads the interrupt of `humanInTheLoopMiddleware`. It has no call ids: the newest message with such calls has them. */
function readReview(interruptId: string, value: unknown, values: unknown): Question[] | undefined {
  const requests = getProperty(value, 'actionRequests');
  if (!Array.isArray(requests) || !requests.every((each) => isObject(each) && typeof each.name === 'string'))
    return undefined;
  const calls = [...(messagesOf(values).map(callsOf).findLast(hasCalls) ?? [])];
  return requests.map(({ name, args, description }, index) => {
    const at = calls.findIndex((call) => call.name === name && canonical(call.args) === canonical(args));
    const [call] = at < 0 ? [] : calls.splice(at, 1);
    const id = call?.id ?? `${interruptId}/${index}`;
    const asked = { id, name, input: args, ask: 'approval' as const, message: stringOf(description) };
    return { interruptId, kind: 'decision', call: omitUndefined(asked) };
  });
}

function hasCalls(calls: readonly MessageCall[]): boolean {
  return calls.length > 0;
}

function isToolCall(value: unknown): value is MessageCall {
  return isObject(value) && typeof value.name === 'string';
}

function toCall({ id, name, args }: MessageCall): PendingCall {
  return { id, name, input: args ?? {} };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function otherInterrupts(interrupts: readonly { readonly id: string; readonly value: unknown }[]): ToolferryError {
  const message =
    'The graph was interrupted by a question that is not about a tool call. Answer it with run(backend, { threadId, resume: { [interrupt.id]: value } }); data.interrupts has each question.';
  return new ToolferryError('cannot_pause', message, { data: { interrupts } });
}
