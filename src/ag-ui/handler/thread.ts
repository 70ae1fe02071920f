import type { AgentEvent, Answer, Pause, ToolDefinition } from '../../types.js';

/** Where a handler keeps its threads: a store of `toolferry/journal`, or one like it. */
export interface AGUIThreadStore {
  /** Returns what is stored under the key; undefined if there is nothing. */
  read(key: string): Promise<AGUIStoredThread | undefined>;
  /** Stores a thread, only if the stored version is still `before` (0: there is none). Returns false if it is not. */
  write(key: string, thread: AGUIStoredThread, before: number): Promise<boolean>;
}

/** A thread as a store keeps it. */
export interface AGUIStoredThread {
  readonly version: number;
  readonly open: boolean;
  readonly keepMs?: number | undefined;
  readonly text: string;
}

/** A message of the user that the agent has not seen yet. */
export interface AGUIUserMessage {
  readonly id: string;
  /** Text, or the parts of a message with files. */
  readonly content: unknown;
}

/** The questions that a thread waits for: results of calls, or answers to interrupts. One kind at a time. */
export type Asked =
  | { readonly tools: readonly string[]; readonly interrupts?: undefined }
  | {
      readonly interrupts: readonly { readonly id: string; readonly toolCallId: string }[];
      readonly tools?: undefined;
    };

/** The state of a thread between two requests. An idle one has neither a run nor messages. */
export interface ThreadRecord {
  /** `failed`: the run did not get on, and the next request repeats its last step. */
  readonly status: 'idle' | 'running' | 'paused' | 'failed';
  /** The newest message of the user that was taken. */
  readonly lastMessageId?: string | undefined;
  /** Absent where the last request may be taken again. */
  readonly taken?: TakenRequest | undefined;
  readonly run?: ThreadRun | undefined;
  /** Messages that came with answers, for the run after this one. */
  readonly queued: readonly AGUIUserMessage[];
}

/** The request that a thread took last. A client that was cut off sends it again, and gets the same response. */
export interface TakenRequest {
  /** The questions that it answered; absent for a start. */
  readonly asked?: Asked | undefined;
  /** Its answers as JSON, or the SHA-256 of long ones. */
  readonly digest?: string | undefined;
  /** Absent while it runs. */
  readonly response?: SentResponse | undefined;
}

/** The content of a response. The calls that a run is paused for are not in it, because its pause has them. */
export interface SentResponse {
  readonly events: readonly SentEvent[];
  readonly result?: unknown;
  readonly error?: RunFailure | undefined;
}

/** An event of the agent. Text is a whole message, with its id. */
export type SentEvent =
  | { readonly type: 'text'; readonly messageId: string; readonly text: string }
  | Exclude<AgentEvent, { readonly type: 'text' }>;

/** The error that a client gets. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

/** The run of a thread, from its start to its end. */
export interface ThreadRun {
  readonly key: string;
  /** The tools that the client had at the start. */
  readonly tools: readonly ToolDefinition[];
  /** The messages that it starts with. */
  readonly messages: readonly AGUIUserMessage[];
  readonly pause?: Pause | undefined;
  readonly asked?: Asked | undefined;
  readonly answers: readonly Answer[];
  /** Milliseconds since the epoch, after which another process may continue the run. */
  readonly until?: number | undefined;
  /** The start, or the answers, may have reached the backend. */
  readonly mayRepeat?: boolean | undefined;
  /** A request to stop it has arrived. */
  readonly isStopped?: boolean | undefined;
}

export const idleThread: ThreadRecord = { status: 'idle', queued: [] };

/** Returns the record of a thread whose run is over, with the response that its client gets. */
export function endedThread({ lastMessageId, taken }: ThreadRecord, response: SentResponse): ThreadRecord {
  return { status: 'idle', lastMessageId, taken: { ...taken, response }, queued: [] };
}

/** Returns whether a process works on the thread. */
export function isUnderWay({ status, run }: ThreadRecord): boolean {
  return status === 'running' && (run?.until ?? 0) > Date.now();
}
