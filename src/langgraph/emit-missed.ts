import type { Pause } from '../types.js';
import { getProperty } from '../unknown.js';
import { eventEmitter } from './emit-events.js';
import type { GraphSnapshot } from './graph.js';
import { callsOf, isModelMessage, isOfTool, messagesOf } from './messages.js';
import type { Thread } from './thread.js';

/** Where a run was started or resumed last. */
interface Beginning {
  /** How many messages the thread had. */
  readonly messages: number;
  /** The calls that are answered outside the graph. */
  readonly answered: readonly string[];
}

/**
 * Emits what a thread contains since its run began or was resumed, where that is repeated: the process that did so may have died,
 * and what it emitted with it.
 */
export function emitMissed({ emitted, host }: Thread, snapshot: GraphSnapshot, beginning: Beginning): void {
  const { tasks, values } = snapshot;
  const all = messagesOf(values);
  const missed = all.slice(beginning.messages);
  const before = { ...snapshot, values: { messages: all.slice(0, beginning.messages) } };
  const emitter = eventEmitter(emitted, before, beginning.answered, host.emit);
  emitter.catchUp(missed);
  // The results of the current step. If it is the one that was paused, they were emitted before.
  if (missed.some((message) => callsOf(message).length > 0))
    emitter.catchUp(messagesOf(tasks.map(({ result }) => result)));
}

/** A start adds its messages to those of the thread. Values that answer an interrupt add none. */
export function startIn({ values }: GraphSnapshot, input: unknown): Beginning {
  const all = messagesOf(values);
  const sent = [getProperty(input, 'messages') ?? []].flat();
  const ids = new Set(sent.map((message) => getProperty(message, 'id')));
  const last = all.findLastIndex(({ id }) => id !== undefined && ids.has(id));
  if (sent.length === 0) return { messages: all.length, answered: [] };
  return { messages: last < 0 ? sent.length : last + 1, answered: [] };
}

/** A pause is behind the message with its calls. A thread without it was forked, and all behind the user's message is new. */
export function pauseIn({ values }: GraphSnapshot, { calls }: Pause): Beginning {
  const ids = new Set(calls.map(({ id }) => id));
  const all = messagesOf(values);
  const last = all.findLastIndex((message) => callsOf(message).some(({ id }) => ids.has(id)));
  const answered = calls.flatMap(({ id, ask }) => (ask === undefined ? [id] : []));
  const asked = last < 0 ? all.findLastIndex((message) => !isModelMessage(message) && !isOfTool(message)) : last;
  return { messages: asked + 1, answered };
}
