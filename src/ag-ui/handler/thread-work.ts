import type { RunBackend } from '../../types.js';
import type { EventWriter } from './event-writer.js';
import type { HeldThread } from './held-thread.js';
import type { AGUIClientData, ClientInput } from './read-input.js';
import type { AGUIUserMessage } from './thread.js';

/** A thread, as the functions of the app get it. */
export interface AGUIThread {
  /** A UUID made of agent, session and the client's own `threadId`, which may be that of another user. */
  readonly threadId: string;
  /** What `authorize` returned. */
  readonly session: string;
}

/** The start of a run, as `toRequest` gets it. */
export interface AGUIStart extends AGUIThread {
  /** The user's new messages, with ids of their own. */
  readonly messages: readonly (AGUIUserMessage & { readonly role: 'user' })[];
  /** Other data that the client sent for the agent, which gets it only if `toRequest` passes it on. */
  readonly client: AGUIClientData;
}

/** The parts of a handler that run its threads. */
export interface ThreadRunner<Request, Output> {
  readonly backend: RunBackend<Request, Output>;
  toRequest(start: AGUIStart): Request | Promise<Request>;
  completed?: ((end: AGUIThread & { readonly output: Output }) => void | Promise<void>) | undefined;
  result?: ((output: Output) => unknown) | undefined;
  /** Reports an error to the developer. */
  report(error: unknown): void;
}

/** One request that has claimed its thread. */
export interface ThreadWork<Request, Output> {
  readonly runner: ThreadRunner<Request, Output>;
  readonly thread: AGUIThread;
  readonly input: ClientInput;
  readonly held: HeldThread;
  readonly writer: EventWriter;
  readonly signal: AbortSignal;
  /** Returns whether this process has the run. Aborts `signal` if it does not. */
  isHeld(): boolean;
}
