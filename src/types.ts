/** The contracts between definitions, bridge, frameworks and servers. Plain data and functions; no runtime code. @module */

declare global {
  /** Declared here for projects with neither `lib.dom` nor `@types/node`; elsewhere it adds nothing to the platform's own. */
  interface AbortSignal {
    readonly aborted: boolean;
    throwIfAborted(): void;
  }
}

/** A value that `JSON.stringify` keeps unchanged. */
export type JSONValue = null | string | number | boolean | JSONValue[] | { [key: string]: JSONValue };

/** A JSON Schema as its author wrote it; never changed. */
export type JSONSchema = { readonly [keyword: string]: unknown };

/** The part of a tool that an agent and a server may see. Pure JSON, may cross a wire. */
export interface ToolDefinition {
  readonly name: string;
  /** `fs` + `read` is shown to models as `fs_read`. Default `client`, which is not shown. */
  readonly namespace?: string | undefined;
  readonly description: string;
  readonly inputSchema: JSONSchema;
  /** Documentation; enforced only where a protocol requires it. */
  readonly outputSchema?: JSONSchema | undefined;
  readonly metadata?: ToolMetadata | undefined;
  /** Forwarded to ATP; no effect here. */
  readonly supportsConcurrency?: boolean | undefined;
  /** Forwarded to ATP, which searches them; no effect here. */
  readonly keywords?: readonly string[] | undefined;
}

/** Security metadata, with ATP's members and their meaning. */
export interface ToolMetadata {
  readonly operationType?: 'read' | 'write' | 'destructive' | (string & {}) | undefined;
  readonly sensitivityLevel?: 'public' | 'internal' | 'sensitive' | (string & {}) | undefined;
  readonly requiresApproval?: boolean | undefined;
  readonly category?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly impactDescription?: string | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
  readonly requiredPermissions?: readonly string[] | undefined;
}

/**
 * A definition plus the handler that never leaves this process. A tool without a handler is headless: its work happens in
 * another process, and the framework's own way of asking for it is used.
 */
export interface ClientTool<Input = unknown, Output = unknown> extends ToolDefinition {
  handler?(input: Input, context: ToolContext): Output | Promise<Output>;
  /** The author's validator, in place of `inputSchema`. The handler receives the value that it returns. */
  readonly validate?: ((input: unknown) => Validation<Input> | Promise<Validation<Input>>) | undefined;
  /**
   * The author's own condition for approval; a string is the reason. It can only make the policy stricter. A condition that
   * throws requires approval.
   */
  needsApproval?(input: Input, context: ApprovalContext): boolean | string | Promise<boolean | string>;
  /**
   * Running it twice has the effect of running it once. With a journal, a call that was cut off is run again, as one of a tool
   * whose `operationType` is `read`; other ones are answered with `outcome_unknown`.
   */
  readonly idempotent?: boolean | undefined;
  /**
   * With a journal: finds out what became of a call that was cut off. Returns its output if it took effect, `'not-started'` if
   * it never will (the call is then run), and `undefined` if that is unknown, as it is where this function throws.
   */
  lookUpOutcome?(input: Input, context: ToolContext): Outcome | Promise<Outcome>;
}

/** The outcome of a call that was cut off: its output, or that it never started; `undefined` if that is unknown. */
export type Outcome = { readonly output: unknown } | 'not-started' | undefined;

/** Standard Schema's result. */
export type Validation<Value = unknown> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly ValidationIssue[] };

/** A problem with an input, and its path. */
export interface ValidationIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A handler's second argument. */
export interface ToolContext {
  readonly toolCallId: string;
  /** Aborted when the caller aborts or the time-out passes. */
  readonly signal: AbortSignal;
  /** Reports progress; reports after the call has ended are dropped. */
  progress(value: unknown): void;
  readonly caller?: Caller | undefined;
  /**
   * With a journal: identifies this call, and is the same when it is repeated. At most 193 letters, digits and signs, for services
   * that take an idempotency key.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The second argument of an author's condition for approval. */
export type ApprovalContext = Pick<ToolContext, 'toolCallId' | 'signal' | 'caller'>;

/** The caller, with its framework's call options (LangChain config, AI SDK options). */
export interface Caller {
  readonly kind: string;
  readonly options: unknown;
}

/** One call. `name` is the visible name; `input` may still be JSON text. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** The result of one call. */
export interface ToolResult {
  readonly toolCallId: string;
  readonly toolName: string;
  /** For programs. */
  readonly output: JSONValue;
  /** For models; present if it is more than the text of `output`. */
  readonly content?: readonly ContentPart[] | undefined;
  /** Present means the call failed. */
  readonly error?: ToolError | undefined;
  readonly stdout?: readonly string[] | undefined;
  readonly stderr?: readonly string[] | undefined;
}

/** Why a call failed. `message` is safe to show to a model; `data` is for programs. */
export interface ToolError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data?: JSONValue | undefined;
  /** What was thrown, in this process only: it is not enumerable, so neither JSON nor a copy has it. */
  readonly cause?: unknown;
}

/** A part of the content that a model is shown. `data` is base64. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'file';
      readonly mediaType: string;
      readonly data: string;
      readonly url?: undefined;
      readonly filename?: string | undefined;
    }
  | {
      readonly type: 'file';
      readonly mediaType: string;
      readonly url: string;
      readonly data?: undefined;
      readonly filename?: string | undefined;
    };

/**
 * The code of a `ToolferryError` or of a failed call. `docs/errors.md` lists what each means and what to do next. A handler
 * may use codes of its own; an ATP execution that did not complete has the server's status as its code.
 */
export type ErrorCode =
  // A call that failed.
  | 'unknown_tool'
  | 'invalid_input'
  | 'denied'
  | 'timeout'
  | 'aborted'
  | 'failed'
  | 'invalid_output'
  | 'cannot_pause'
  | 'outcome_unknown'
  // Definitions and runs.
  | 'invalid_tool'
  | 'call_conflict'
  | 'call_repeated'
  | 'max_rounds'
  | 'too_many_calls'
  | 'pause_mismatch'
  | 'already_resumed'
  | 'run_taken'
  | 'approval_pending'
  | 'journal_failed'
  // A server, and the connection to it.
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'bad_request'
  | 'server_error'
  | 'invalid_response'
  | 'connection_lost'
  | 'closed'
  // ATP.
  | 'execution_expired'
  // Letta.
  | 'unsupported_agent'
  | 'pending_approval'
  | 'conversation_busy'
  | 'tool_call_mismatch'
  | 'not_awaiting'
  | 'model_error'
  | 'run_failed'
  | 'stream_incomplete'
  // A client of an AG-UI handler.
  | 'answers_missing'
  | 'answers_double'
  | 'unknown_interrupt'
  | 'unanswered'
  | 'thread_busy'
  | 'run_stopped'
  | (string & {});

/** An error or a warning about a definition, and its path: `inputSchema/properties/path/pattern`. */
export interface DefinitionIssue {
  readonly path: string;
  readonly message: string;
}

/** `errors`: the tool can never work, or is over a limit. `warnings`: it works, but may not mean what its author intended. */
export interface DefinitionCheck {
  readonly errors: readonly DefinitionIssue[];
  readonly warnings: readonly DefinitionIssue[];
}

/** The limits of a definition: non-negative numbers, `Infinity` for no limit. A definition over a limit is refused. */
export interface DefinitionLimits {
  /** Bytes of a tool's name, and of its namespace. Default 512. */
  readonly nameBytes?: number | undefined;
  /** Bytes of a schema's JSON text. Default 262,144. */
  readonly schemaBytes?: number | undefined;
  /** Nesting levels of a schema. Default 100. */
  readonly schemaLevels?: number | undefined;
  /** Values in a schema. Default 20,000. */
  readonly schemaNodes?: number | undefined;
  /** Bytes of each description: the tool's, and those inside its schema. Default 16,384. */
  readonly descriptionBytes?: number | undefined;
}

/** The limits of a bridge: those of its definitions, and those of its calls. A call over a limit fails. */
export interface BridgeLimits extends DefinitionLimits {
  /** Tools of the bridge, and of an MCP server's list. Further ones are refused, and a longer list is not read. Default 10,000. */
  readonly tools?: number | undefined;
  /** Values in the input of a call, each object and array included. A call with more is `invalid_input`. Default 200,000. */
  readonly inputNodes?: number | undefined;
  /** Values in the output of a call, and in its other parts. A call with more is `invalid_output`. Default 1,000,000. */
  readonly outputNodes?: number | undefined;
}

/** A remote tool that is not offered, under its visible name, and why. */
export interface RefusedTool {
  readonly name: string;
  readonly issues: readonly DefinitionIssue[];
}

/**
 * Decides what may happen with a tool: without `call` when tools are listed (only `block` has an effect there), and with the
 * parsed call before each run.
 */
export type Policy = (tool: ToolDefinition, call?: ToolCall) => Verdict;

/** `block`: not shown to a model or a server, refused if called. `ask`: `approve` decides this call. */
export type Verdict = Action | Ruling;
export type Action = 'allow' | 'ask' | 'block';
/** A verdict with its reason. */
export interface Ruling {
  readonly action: Action;
  readonly reason?: string | undefined;
}

/**
 * Decides one call. Anything but `true` or `approved: true` is a refusal. In a run `'later'` ends the run with
 * `approval_pending`, until it is resumed with the decision.
 */
export type Approve = (request: ApprovalRequest) => Decision | 'later' | Promise<Decision | 'later' | NotDecided>;

/** TypeScript widens the `'later'` of an async function to `string`. Any other string is a refusal. */
type NotDecided = string & {};

export interface ApprovalRequest {
  /** Exactly what will run if the answer is yes. */
  readonly call: ToolCall;
  /** Absent when a server asks about one of its own tools. */
  readonly tool?: ToolDefinition | undefined;
  readonly reason?: string | undefined;
  readonly caller?: Caller | undefined;
  /** The key of the run that the call belongs to; absent outside a run. An answer of `'later'` is decided under this key. */
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * `reason` is shown to the model if the call is denied; a server that requested approval receives it in both cases. `input`
 * replaces the call's input and is validated again.
 */
export type Decision =
  | boolean
  | { readonly approved: boolean; readonly reason?: string | undefined; readonly input?: unknown };

/**
 * The decision about a call whose approval was put off. It is bound to what was shown: by `digest` where it comes from another
 * process, or by the call itself.
 */
export interface LateDecision {
  readonly approved: boolean;
  /** The digest of the call that was shown, from `PendingCall.waiting` or `approvalDigest()`. */
  readonly digest?: string | undefined;
  /** The call that was shown, where there is no digest. */
  readonly call?: Pick<ToolCall, 'name' | 'input'> | undefined;
  /** Replaces the call's input if it is approved, and is validated again. */
  readonly input?: unknown;
  readonly reason?: string | undefined;
  /** The person who decided. */
  readonly approver?: string | undefined;
  /** Milliseconds since the epoch. A later resume denies the call. */
  readonly expiresAt?: number | undefined;
}

/** The registry of tools, by visible name. */
export interface Tools extends Iterable<ClientTool> {
  /** The limits of its definitions and of its calls, the defaults included. */
  readonly limits: { readonly [Limit in keyof BridgeLimits]-?: number };
  get(name: string): ClientTool | undefined;
  /** All or nothing: one `ToolferryError` `invalid_tool` names every bad tool and path. */
  add(...tools: readonly ClientTool[]): void;
  remove(name: string): void;
}

/** A registry of tools plus what happens when one is called. */
export interface Bridge {
  readonly tools: Tools;
  /** The bridge's policy, failing closed: one that throws or returns anything else blocks. */
  readonly policy: (tool: ToolDefinition, call?: ToolCall) => Ruling;
  /** Runs one call. Never rejects for a tool's failure (a framework's control flow passes through). */
  execute(call: ToolCall, options?: ExecuteOptions): Promise<ToolResult>;
  /**
   * Checks a call as `execute` does before it asks for approval, and runs nothing: the parsed call with why it would have to
   * be approved (`ask`), or the result that refuses it. Never rejects.
   */
  check(call: ToolCall, options?: CheckOptions): Promise<CallCheck>;
  /** Starts a run and answers its pauses until it completes. Rejects if the run fails, like `resume`. */
  run<Request, Output>(backend: RunBackend<Request, Output>, request: Request, options?: RunOptions): Promise<Output>;
  /**
   * Resumes a paused run, in this or another process, and answers its pauses until it completes. A run that fails while its
   * answers are delivered, or that waits for an approval, rejects with a ToolferryError whose `data.pause` has the pause with its
   * answers: resuming that one delivers them, and runs no handler again.
   */
  resume<Request, Output>(backend: RunBackend<Request, Output>, pause: Pause, options?: RunOptions): Promise<Output>;
  /**
   * Opens the session that `run` and `resume` are built on, for protocols that push calls.
   *
   * @internal Its shape may change between minor versions.
   */
  openRun(options?: Pick<RunOptions, 'onEvent'>): RunSession;
}

/**
 * The calls of one run, answered here. Its tools are fixed when it opens.
 *
 * @internal Its shape may change between minor versions.
 */
export interface RunSession {
  readonly tools: Iterable<ClientTool> & { get(name: string): ClientTool | undefined };
  /**
   * Answers calls concurrently, and returns the answers in the order of the calls. Call id and kind (`ask`) identify a
   * question: an equal one has the answer of the first, or waits for it, and nothing runs twice. Rejects before anything runs
   * with `call_conflict` (a missing or duplicate id, or one that was used with another name or input) or `call_repeated` (the
   * server repeated an answered call too often).
   */
  answer(calls: readonly PendingCall[], options?: { readonly signal?: AbortSignal | undefined }): Promise<Answer[]>;
}

export interface BridgeOptions {
  readonly tools?: Iterable<ClientTool> | undefined;
  /** Replaces the default policy; `policyFrom` builds one that only tightens it. */
  readonly policy?: Policy | undefined;
  /** Called where the policy returns `ask`. Without it such calls are denied. */
  readonly approve?: Approve | undefined;
  /**
   * Milliseconds from the handler's start; default 300,000, `Infinity` for none. A function that returns `undefined`
   * leaves the default. The default does not apply to tools that start runs.
   */
  readonly timeoutMs?: number | ((tool: ToolDefinition) => number | undefined) | undefined;
  /** The limits of definitions, of client tools and remote tools, and of calls. */
  readonly limits?: BridgeLimits | undefined;
  /** Called with each event of the bridge's calls, runs and tools. An error that it throws changes nothing. */
  readonly onEvent?: ((event: BridgeEvent) => void) | undefined;
  /**
   * Called with every error that became a failed call, a denial or a default, as it was thrown: models see its message at most.
   * An error that it throws is ignored.
   */
  readonly onError?: ((error: unknown, where: ErrorContext) => void) | undefined;
  /** Records runs and their calls, so that none runs twice unless that is safe: `createJournal()` of `toolferry/journal`. */
  readonly journal?: Journal | undefined;
}

/** Where an error was thrown: by a function of a tool's author (`handler`, `validate`, `needsApproval`) or by an option. */
export interface ErrorContext {
  readonly source:
    | 'handler'
    | 'validate'
    | 'needsApproval'
    | 'approve'
    | 'policy'
    | 'timeoutMs'
    | 'lookUpOutcome'
    | 'journal'
    | 'onEvent'
    | 'llm'
    | 'embedding';
  /** The visible name of the tool, where the error is about one. */
  readonly toolName?: string | undefined;
  readonly toolCallId?: string | undefined;
}

export interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly caller?: Caller | undefined;
  /** Refuses the call unless this is still the tool of that name (adapters pass the one they were made from). */
  readonly tool?: ClientTool | undefined;
}

export interface ExecuteOptions extends CheckOptions {
  /** Replaces the bridge's `approve` for this call (for a framework that asks by itself). */
  readonly approve?: Approve | undefined;
  onProgress?(value: unknown): void;
  /**
   * With a journal: identifies this call wherever it is repeated. A repeat returns the recorded result, and runs nothing. The
   * same key with another name or input fails with `call_conflict`.
   */
  readonly key?: string | undefined;
}

/** A call that may run, or the result that refuses it. */
export type CallCheck =
  | {
      /** `input` is JSON that nothing else refers to. */
      readonly call: ToolCall;
      /** The value that the handler would receive. */
      readonly value: unknown;
      /** Why the call has to be approved; absent if it may run without approval, and for a headless tool. */
      readonly ask?: string | undefined;
    }
  | { readonly refused: ToolResult };

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** The maximum number of answered rounds. Without it there is none, unless the backend has one. */
  readonly maxRounds?: number | undefined;
  /** Called with each event of the run. An error that it throws is ignored. */
  onEvent?(event: RunEvent): void;
  /**
   * With a journal: identifies this run, at most 500 bytes. `run` with the same key starts it, continues it or returns its output
   * again. Default: the backend's name and the run id of the first pause.
   */
  readonly key?: string | undefined;
  /** With `resume` and `run`: the decisions about calls whose approval was put off, by call id. */
  readonly decisions?: { readonly [toolCallId: string]: LateDecision } | undefined;
  /**
   * Whether the run may end with `approval_pending`, and be resumed. Default true, and false with `caller`. A handler that starts a
   * run and needs its output passes false: `'later'` is then a refusal.
   */
  readonly canWait?: boolean | undefined;
  /**
   * The caller of the handler, or the graph node, that starts the run: `approve`, `needsApproval` and the handlers of the run receive
   * it. With a `key`, `approveByInterrupt()` can then interrupt the graph: the run rejects with the interrupt and keeps its pause in
   * the journal, and `run` with the same key continues it when the node is executed again.
   */
  readonly caller?: Caller | undefined;
}

/** The first argument of `createToolsFromClient()`. */
export type ToolSource = Bridge | { readonly bridge: Bridge } | readonly ClientTool[];

/** Starts and resumes runs, which can pause. A failed run is a rejected promise. */
export interface RunBackend<Request, Output> {
  readonly name: string;
  start(request: Request, host: RunHost): Promise<RunState<Output>>;
  resume(pause: Pause, answers: readonly Answer[], host: RunHost): Promise<RunState<Output>>;
  /**
   * Throws, or rejects, if this backend cannot resume a pause that is known from a journal, or whose calls have waited for an
   * approval: the server may have forgotten the run. Called before a handler runs.
   */
  check?(pause: Pause, host: RunHost): void | Promise<void>;
  /**
   * Clears what is pending after an abort between two rounds, or when a paused run is stopped, perhaps in another process than the one
   * that paused it. During `start` and `resume` the backend does so on `host.signal`.
   */
  cancel?(pause: Pause): Promise<void>;
}

/** The part of a run that its backend works with. */
export interface RunHost {
  /** The definitions offered to this run, fixed until it ends. */
  readonly tools: readonly ToolDefinition[];
  readonly signal: AbortSignal;
  emit(event: unknown): void;
  /** Identifies the run wherever it is repeated; absent at the start of a run that was given none. */
  readonly key?: string | undefined;
  /**
   * This start, or these answers, may have reached the server before: a backend looks where the run is before it sends them
   * again, and returns that state if the run has moved on.
   */
  readonly mayRepeat?: boolean | undefined;
  /**
   * Returns whether this process may still write the state of the run; if it may not, `signal` is aborted. A backend checks it before
   * each write that other processes read: a process that stood still continues before its timers fire. Absent where only one process
   * has the run.
   */
  isHeld?(): boolean;
}

export type RunState<Output> =
  | { readonly status: 'completed'; readonly output: Output }
  | { readonly status: 'paused'; readonly pause: Pause };

/** The JSON of a paused run: the pending calls plus the backend's own state. It contains no credential. */
export interface Pause {
  readonly version: 1;
  readonly backend: string;
  readonly runId: string;
  readonly calls: readonly PendingCall[];
  readonly state: JSONValue;
  /** The answers that are known already; their calls are not run again. */
  readonly answers?: readonly Answer[] | undefined;
  /** Identifies the run; added by the bridge before it emits `paused`. */
  readonly key?: string | undefined;
}

export type PendingCall = ToolCall & {
  /** The server runs the tool itself, and only asks for approval. */
  readonly ask?: 'approval' | undefined;
  readonly message?: string | undefined;
  /** Digest of the definition that was offered; added by the bridge before it emits `paused`. */
  readonly tool?: string | undefined;
  /** Its approval was requested and put off; added by the bridge. The call is not asked about again. */
  readonly waiting?: WaitingApproval | undefined;
};

/** An approval that was put off, as JSON. */
export interface WaitingApproval {
  /** SHA-256 of the call as it was shown: a decision has to be about exactly this. */
  readonly digest: string;
  readonly reason?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/** The answer to one pending call. */
export type Answer = ToolResult | ApprovalAnswer;

export interface ApprovalAnswer {
  readonly toolCallId: string;
  readonly approved: boolean;
  readonly reason?: string | undefined;
  /** Nobody decided: there is no `approve`, or it returned no decision. A server must not report this as the user's denial. */
  readonly undecided?: true | undefined;
}

/** An event of one call. Times are in milliseconds. */
export type CallEvent =
  | { readonly type: 'call-started'; readonly call: ToolCall }
  /** The policy's verdict on the parsed call. */
  | { readonly type: 'call-ruled'; readonly call: ToolCall; readonly ruling: Ruling }
  | { readonly type: 'approval-requested'; readonly call: ToolCall; readonly reason?: string | undefined }
  | {
      readonly type: 'approval-answered';
      readonly call: ToolCall;
      readonly approved: boolean;
      readonly reason?: string | undefined;
      readonly durationMs: number;
    }
  | { readonly type: 'call-progress'; readonly call: ToolCall; readonly value: unknown }
  | {
      readonly type: 'call-finished';
      readonly call: ToolCall;
      readonly result: ToolResult;
      readonly durationMs: number;
    }
  /** A framework's interrupt ended the call, or its approval was put off. The call is repeated when graph or run is resumed. */
  | { readonly type: 'call-interrupted'; readonly call: ToolCall; readonly durationMs: number };

/** An event of a run. `round` counts its pauses from 1. */
export type RunEvent =
  | CallEvent
  | { readonly type: 'paused'; readonly pause: Pause; readonly round: number }
  | { readonly type: 'resumed'; readonly answers: readonly Answer[]; readonly round: number }
  | { readonly type: 'backend'; readonly event: unknown };

/**
 * An event of an agent that runs as a backend: what `host.emit` is called with, and what `onEvent` of the run gets as
 * `{ type: 'backend', event }`. The calls that the run pauses for are in it too; the results of those that are answered here are
 * not.
 */
export type AgentEvent =
  /** The next piece of the text of the agent's model. */
  | { readonly type: 'text'; readonly text: string }
  /** The agent called a tool. It is emitted once, before its result and before the run pauses for it. */
  | { readonly type: 'tool-call'; readonly call: ToolCall }
  /** The agent's own tool returned or failed. */
  | { readonly type: 'tool-result'; readonly result: ToolResult };

/** An event about the tools of a bridge, by visible name. */
export type ToolEvent =
  /** A tool was registered whose definition has warnings; of a remote tool, the parts of its schemas that are not checked here. */
  | { readonly type: 'tool-warnings'; readonly toolName: string; readonly warnings: readonly DefinitionIssue[] }
  /** A remote tool was left out. */
  | { readonly type: 'tool-refused'; readonly toolName: string; readonly issues: readonly DefinitionIssue[] }
  /** Remote tools need approval, and the bridge has no `approve`: their calls will be denied. */
  | { readonly type: 'approve-missing'; readonly toolNames: readonly string[] };

/** What `createBridge({ onEvent })` is called with. Inputs and results are in it as they are: they may be confidential. */
export type BridgeEvent = RunEvent | ToolEvent;

/** The record of runs and their calls, in a store. */
export interface Journal {
  /** Returns the runs that have not ended: those under way, those that were cut off, and those that wait for an approval. */
  open(): Promise<readonly OpenRun[]>;
  /** Ends the record of a run, which can then start again under its key. Its old pauses are not resumed. */
  forget(key: string): Promise<void>;
  /**
   * Takes over the record of a run, or creates it. Waits for the lease of another process that may still be alive.
   *
   * @internal Its shape may change between minor versions.
   */
  take(run: TakeRun): Promise<RunRecord | CompletedRun>;
  /**
   * Runs the call of a key, and returns its recorded result wherever it is repeated. Rejects only with a framework's interrupt.
   *
   * @internal Its shape may change between minor versions.
   */
  once(once: OnceCall, run: (record: RunRecord, call: ToolCall) => Promise<ToolResult>): Promise<ToolResult>;
}

/** A call that runs once. @internal */
export interface OnceCall {
  readonly key: string;
  readonly call: ToolCall;
  /** Values that its input may have. */
  readonly maxNodes: number;
  readonly signal?: AbortSignal | undefined;
  onError(error: unknown): void;
}

/** A run that has not ended. */
export interface OpenRun {
  readonly key: string;
  readonly backend: string;
  /** Where it stands, with the answers that are known; absent before its first pause. */
  readonly pause?: Pause | undefined;
}

/** A run whose record is taken. @internal */
export interface TakeRun {
  readonly key: string;
  readonly backend: string;
  /** The pause that is resumed: the record must stand there. Absent where the run is known by its key alone. */
  readonly pause?: Pause | undefined;
  /** There is no record of it yet: nothing is read, and it is created with the first write. */
  readonly isNew?: boolean | undefined;
  /** Its output is recorded, to be returned again. */
  readonly keepsOutput?: boolean | undefined;
  readonly signal: AbortSignal;
  /** Called with what fails when the end of the run is recorded, which changes nothing for its caller. */
  onError(error: unknown): void;
}

/** A run that was recorded with its output. @internal */
export interface CompletedRun {
  readonly isCompleted: true;
  readonly output: JSONValue;
}

/** The record of one run, held by this process. @internal */
export interface RunRecord {
  readonly isCompleted?: undefined;
  /** Where the run stands, with the answers that are known; absent before its first pause. */
  readonly pause?: Pause | undefined;
  /** The start, or the answers of the pause, may have been sent before. */
  readonly mayRepeat: boolean;
  /** Aborted when another process has taken the run over, or the store failed. */
  readonly signal: AbortSignal;
  /** Records a pause. It is written with the first call that starts. */
  asked(pause: Pause): void;
  /** Records that the approval of a call was put off. */
  waiting(toolCallId: string, waiting: WaitingApproval): void;
  /** Returns the decision that an earlier process started the call with; undefined for a call that was not cut off. */
  decision(toolCallId: string): Decision | undefined;
  /** Records the input that a call was approved with, where it was edited. */
  edited(toolCallId: string, input: unknown): void;
  /**
   * Runs a call once it is written that it starts. One that was cut off is run again only if that is safe, or if its tool knows
   * that it never took effect.
   */
  run(call: RecordedCall): Promise<ToolResult>;
  /** Records an answer, and returns the true one: a call that was cut off is not answered as one that never ran. */
  answered<Known extends Answer>(call: ToolCall, answer: Known): Known | ToolResult;
  /** Resolves when all answers of a round are written. Rejects with `run_taken` or `journal_failed`. */
  settled(answers: readonly Answer[]): Promise<void>;
  /** Records the end of the run. Never rejects. */
  end(output: unknown): Promise<void>;
  /** Records the failure of a run that is over; one that may continue is released, to be taken over at once. Never rejects. */
  failed(error: unknown, isCancelled?: boolean): Promise<void>;
  /** Whether the call was started, now or by an earlier process. */
  hasStarted(toolCallId: string): boolean;
  /** Lets another process take the run over at once. Never rejects. */
  release(): Promise<void>;
  /** Ends the record as if there had been none: its key can start again. Never rejects. */
  drop(): Promise<void>;
}

/** A call that was checked and approved. @internal */
export interface RecordedCall {
  readonly tool: ClientTool;
  readonly call: ToolCall;
  /** The input that the handler receives. */
  readonly value: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly caller?: Caller | undefined;
  readonly timeoutMs: number;
  readonly maxNodes: number;
  onError(error: unknown, where: ErrorContext): void;
  /** Runs the handler. */
  start(idempotencyKey: string): ToolResult | Promise<ToolResult>;
}

/** A model as code on a server may use it. `llmFrom()` of `toolferry/langchain` and `toolferry/ai-sdk` makes one of a model. */
export interface LLMService {
  call(prompt: string, options?: LLMOptions): string | Promise<string>;
  /** Returns data of this JSON Schema. */
  extract?(prompt: string, schema: Record<string, unknown>, options?: LLMOptions): unknown;
  /** Returns one of the categories. */
  classify?(text: string, categories: string[], options?: LLMOptions): string | Promise<string>;
}

/** The options of one call of a model. All but `signal`, which aborts it, are requests of the code. */
export interface LLMOptions {
  readonly context?: Record<string, unknown>;
  readonly model?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly systemPrompt?: string;
  readonly signal?: AbortSignal;
}

/** Computes embeddings for code on a server. `embeddingFrom()` makes one of an embedding model. */
export interface EmbeddingService {
  embed(text: string, options?: Pick<LLMOptions, 'signal'>): number[] | Promise<number[]>;
}
