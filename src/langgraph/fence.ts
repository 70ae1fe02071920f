/** The methods with which LangGraph writes a thread (1.4). */
const writes: ReadonlySet<PropertyKey> = new Set(['put', 'putWrites']);

/**
 * Returns a checkpointer that writes nothing when its process has lost the run: another one continues it, and a checkpoint that comes
 * late would be the newest of the thread. It does not throw, because LangGraph listens to what a write throws only at the end of a
 * run; the signal of the run ends it.
 */
export function fence(checkpointer: object, isHeld: () => boolean): object {
  return new Proxy(checkpointer, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (!writes.has(name)) return member.bind(target);
      return async (...args: unknown[]) => (isHeld() ? member.apply(target, args) : undefined);
    },
  });
}
