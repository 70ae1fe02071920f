import type { RunBackend } from '../types.js';
import type { EventWriter } from './event-writer.js';
import type { HeldThread } from './held-thread.js';
import type { ClientContext, ClientInput } from './read-input.js';
import type { UserMessage } from './thread.js';

/** What the app's functions get of a thread. */
export interface AGUIThread {
  /** A UUID made of session and thread, for the backend: the client's own `threadId` may be that of another user. */
  readonly threadId: string;
  /** What `authorize` returned. */
  readonly session: string;
}

/** What a run starts with. */
export interface AGUIStart extends AGUIThread {
  /** The user's new messages, with ids of their own. */
  readonly messages: readonly (UserMessage & { readonly role: 'user' })[];
  /** What the client sent for the agent. The agent gets none of it, unless `toRequest` passes it on. */
  readonly client: ClientContext;
}

/** What the threads of a handler run with. */
export interface ThreadRunner<Request, Output> {
  readonly backend: RunBackend<Request, Output>;
  toRequest(start: AGUIStart): Request | Promise<Request>;
  completed?: ((end: AGUIThread & { readonly output: Output }) => void | Promise<void>) | undefined;
  result?: ((output: Output) => unknown) | undefined;
  /** Reports an error to the developer. */
  report(error: unknown): void;
}

export interface ThreadWork<Request, Output> {
  readonly runner: ThreadRunner<Request, Output>;
  readonly thread: AGUIThread;
  readonly input: ClientInput;
  readonly held: HeldThread;
  readonly writer: EventWriter;
  readonly signal: AbortSignal;
}
