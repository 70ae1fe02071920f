/** The differences of a `RemoteGraph` of LangGraph 1.4. @module */

import { abortError } from '../async/abort-signal.js';
import { sleep } from '../async/sleep.js';
import { isBubbleUp } from '../errors.js';
import { getProperty, isObject } from '../unknown.js';
import type { GraphSnapshot, OpenGraph, ThreadConfig } from './graph.js';

/** The client of a `RemoteGraph`. */
interface RemoteClient {
  readonly threads: { get(threadId: string): Promise<{ readonly status: string }> };
}

export function isRemote(graph: OpenGraph): boolean {
  return typeof getProperty(graph, 'graphId') === 'string';
}

/**
 * Returns where a thread stands when no run works on it: `RemoteGraph` stops reading at the first interrupt, while other tasks
 * still run. Subgraphs cannot be requested, because the server refuses what `RemoteGraph` sends for them.
 */
export async function readRemote(graph: OpenGraph, config: ThreadConfig, signal: AbortSignal): Promise<GraphSnapshot> {
  try {
    await waitUntilIdle(graph, config.configurable.thread_id, signal);
    return await graph.getState(config);
  } catch (error) {
    // The server creates a thread with its first run.
    if (getProperty(error, 'status') === 404) return { tasks: [] };
    throw error;
  }
}

/** Yields the chunks of a stream, and ends where the stream throws an interrupt. */
export async function* untilInterrupt(chunks: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* chunks;
  } catch (error) {
    if (!isBubbleUp(error)) throw error;
  }
}

async function waitUntilIdle(graph: OpenGraph, threadId: string, signal: AbortSignal): Promise<void> {
  const client = getProperty(graph, 'client');
  if (!isObject(client)) return;
  for (let delay = 20; ; delay = Math.min(delay * 2, 1_000)) {
    if (signal.aborted) throw abortError(signal);
    const { status } = await (client as unknown as RemoteClient).threads.get(threadId);
    if (status !== 'busy') return;
    await sleep(delay);
  }
}
