/** The type of an abort signal, for projects that compile with neither `lib: ["DOM"]` nor `@types/node` too. @module */

/** The platform's own type, or the part that every platform has. */
export type AbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Platform } }
  ? Platform
  : {
      readonly aborted: boolean;
      readonly reason: unknown;
      throwIfAborted(): void;
      addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
      removeEventListener(type: 'abort', listener: () => void): void;
    };
