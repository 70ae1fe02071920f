import type { ToolExecutionOptions } from '../execution-options.js';

/** The generation that made a call, and its thread, by ids that are the same whenever the call is repeated. */
export interface ThreadGeneration {
  readonly thread: string;
  readonly generation: string;
}

/** Names the thread of a call: its id, or a function of the call's options, which can also name the generation. */
export type AISDKThread = string | ((options: ToolExecutionOptions) => string | ThreadGeneration | undefined);

/** Throws a TypeError for a value that names no thread. */
export function checkThread(thread: unknown): void {
  if (thread === undefined || typeof thread === 'function' || (typeof thread === 'string' && thread !== '')) return;
  throw new TypeError(`thread: expected the id of a thread or a function, not ${JSON.stringify(thread)}.`);
}
