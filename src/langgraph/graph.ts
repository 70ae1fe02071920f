/** The parts of LangGraph's graphs that are used. Declared here, because LangGraph is not imported. @module */

import { getProperty } from '../unknown.js';

/** A compiled graph, an agent of `createAgent`, or a `RemoteGraph`. Its checkpointer keeps what a paused run has done. */
export interface LangGraph<Values = unknown> {
  invoke(input: never, options?: never): Promise<Values>;
  stream(input: never, options?: never): Promise<AsyncIterable<unknown>>;
  getState(config: never, options?: never): Promise<unknown>;
}

/** The same methods, with the arguments that are passed. */
export interface OpenGraph {
  stream(input: unknown, options: StreamOptions): Promise<AsyncIterable<unknown>>;
  getState(config: ThreadConfig, options?: { readonly subgraphs: boolean }): Promise<GraphSnapshot>;
  updateState(config: ThreadConfig, values: unknown, asNode: string): Promise<unknown>;
}

export interface ThreadConfig {
  readonly configurable: {
    readonly thread_id: string;
    /** LangGraph passes its checkpointer to subgraphs in it (1.4), and takes it in place of the graph's own. */
    readonly __pregel_checkpointer?: object;
  };
}

interface StreamOptions extends ThreadConfig {
  readonly streamMode: readonly string[];
  readonly subgraphs: boolean;
  readonly signal: AbortSignal;
}

/** Where a thread stands. */
export interface GraphSnapshot {
  readonly values?: unknown;
  /** The tasks of the current step; none in a thread that is new or at its end. */
  readonly tasks: readonly GraphTask[];
  readonly config?: { readonly configurable?: { readonly checkpoint_id?: unknown } };
}

export interface GraphTask {
  readonly name: string;
  /** Begins with `__pregel_push` for a task of one call, and with `__pregel_pull` for a whole node. */
  readonly path?: readonly unknown[];
  readonly interrupts: readonly GraphInterrupt[];
  readonly result?: unknown;
  /** The snapshot of a subgraph, or a config for it. */
  readonly state?: unknown;
}

/** `RemoteGraph` of LangGraph 1.4 has `interrupt_id`. */
interface GraphInterrupt {
  readonly id?: string;
  readonly interrupt_id?: string;
  readonly value: unknown;
}

export function isSnapshot(state: unknown): state is GraphSnapshot {
  return Array.isArray(getProperty(state, 'tasks'));
}

export function interruptId({ id, interrupt_id }: GraphInterrupt): string {
  return id ?? interrupt_id ?? '';
}
