import type { ToolContext } from '../types.js';

const own = Symbol('own signal');

/**
 * What a handler gets beside its input. Its signal is made when it is looked at, which most handlers never do: on Node 20
 * an AbortController costs more than the rest of a call. The property is the object's own, so that `{ ...context }` keeps it.
 */
export function toHandlerContext(
  callId: string,
  { caller, progress }: Pick<ToolContext, 'caller' | 'progress'>,
  signal: () => AbortSignal,
): ToolContext {
  return Object.defineProperty({ callId, caller, progress, [own]: signal }, 'signal', signalProperty) as never;
}

/** One for all contexts: a getter for each would cost several times as much. */
const signalProperty: PropertyDescriptor & ThisType<{ readonly [own]: () => AbortSignal }> = {
  enumerable: true,
  get() {
    return this[own]();
  },
};
