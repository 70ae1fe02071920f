import type { ToolRunnableConfig } from '@langchain/core/tools';

/** The message that made a call, and its thread, by ids that are the same whenever the call is repeated. */
export interface ThreadMessage {
  readonly thread: string;
  readonly message: string;
}

/**
 * Names the thread of a call. `true`: the `thread_id` of the config, as LangGraph's checkpointers. A function returns the id of
 * the thread, or both ids for a graph whose state does not contain the message.
 */
export type LangChainThread = true | ((config: ToolRunnableConfig) => string | ThreadMessage | undefined);

/** Throws a TypeError for a value that names no thread. */
export function checkThread(thread: unknown): void {
  if (thread === undefined || thread === true || typeof thread === 'function') return;
  throw new TypeError(`thread: expected true or a function, not ${JSON.stringify(thread)}.`);
}
