/** The contracts between definitions, bridge, frameworks and servers. Plain data and functions; no runtime code. @module */

/** What survives `JSON.stringify` unchanged. */
export type JSONValue = null | string | number | boolean | JSONValue[] | { [key: string]: JSONValue };

/** A JSON Schema as its author wrote it; never changed. */
export type JSONSchema = { readonly [keyword: string]: unknown };

/** What an agent and a server may know about a tool. Pure JSON, may cross a wire. */
export interface ToolDefinition {
  readonly name: string;
  /** `fs` + `read` is shown to models as `fs_read`. Default `client`, which is not shown. */
  readonly namespace?: string | undefined;
  readonly description: string;
  readonly inputSchema: JSONSchema;
  /** Documentation; enforced only where a protocol says so. */
  readonly outputSchema?: JSONSchema | undefined;
  readonly metadata?: ToolMetadata | undefined;
  /** Passed on to ATP; no effect here. */
  readonly supportsConcurrency?: boolean | undefined;
  /** Passed on to ATP, which searches them; no effect here. */
  readonly keywords?: readonly string[] | undefined;
}

/** Security metadata: ATP's members and meaning. */
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
 * A definition plus the handler that never leaves this process. Without a handler the work happens in another process,
 * and the framework's own way of asking for it is used.
 */
export interface ClientTool<Input = unknown, Output = unknown> extends ToolDefinition {
  handler?(input: Input, context: ToolContext): Output | Promise<Output>;
  /** The author's validator; absent: `inputSchema` decides. Its value is what the handler gets. */
  readonly validate?: ((input: unknown) => Validation<Input> | Promise<Validation<Input>>) | undefined;
  /** The author's own condition for asking; a text is the reason. Can only make stricter; a throw is a yes. */
  needsApproval?(input: Input, context: ApprovalContext): boolean | string | Promise<boolean | string>;
}

/** Standard Schema's result. */
export type Validation<Value = unknown> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly ValidationIssue[] };

/** One thing that is wrong with an input, and where. */
export interface ValidationIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a handler gets beside its input. */
export interface ToolContext {
  readonly callId: string;
  /** Aborted when the caller aborts or the time-out passes. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the call is; what is told after the end is dropped. */
  progress(value: unknown): void;
  readonly caller?: Caller | undefined;
}

/** What the author's own condition for asking gets beside the input. */
export type ApprovalContext = Pick<ToolContext, 'callId' | 'signal' | 'caller'>;

/** Who calls: the framework's own call options (LangChain config, AI SDK options). */
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

/** The one answer to one call. */
export interface ToolResult {
  readonly callId: string;
  readonly toolName: string;
  /** For programs. */
  readonly output: JSONValue;
  /** For models, where it is more than the text of `output`. */
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
}

/** What a model is shown. `data` is base64. */
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

export type ErrorCode =
  | 'unknown_tool'
  | 'invalid_input'
  | 'denied'
  | 'timeout'
  | 'aborted'
  | 'failed'
  | 'invalid_output'
  | (string & {});

/** One thing about a definition, and where: `inputSchema/properties/path/pattern`. */
export interface DefinitionIssue {
  readonly path: string;
  readonly message: string;
}

/** `refused`: can never work, or is over a limit. `reported`: works, but may not mean what its author thinks. */
export interface DefinitionCheck {
  readonly refused: readonly DefinitionIssue[];
  readonly reported: readonly DefinitionIssue[];
}

/** How much a definition may be: numbers from 0 up, `Infinity` for no limit. More than that is refused. */
export interface DefinitionLimits {
  /** Bytes of a schema's JSON text. Default 262,144. */
  readonly schemaBytes?: number | undefined;
  /** Levels of a schema, one inside the other. Default 100. */
  readonly schemaLevels?: number | undefined;
  /** Values in a schema. Default 20,000. */
  readonly schemaNodes?: number | undefined;
  /** Bytes of each description: the tool's, and those inside its schema. Default 16,384. */
  readonly descriptionBytes?: number | undefined;
  /** Of a server's tools: schemas, counted again at each place that refers to them. Default 10,000. */
  readonly references?: number | undefined;
  /** Of a server's tools: the power of a text's length that matching a pattern may take time by. Default 2. */
  readonly patternPower?: number | undefined;
}

/** A tool of a server that is not offered, under its visible name, and why. */
export interface RefusedTool {
  readonly name: string;
  readonly issues: readonly DefinitionIssue[];
}

/** What may happen with a tool: without `call` when tools are listed (only `block` matters), with the parsed call before each run. */
export type Policy = (tool: ToolDefinition, call?: ToolCall) => Verdict;

/** `block`: not shown to a model or a server, refused if called. `ask`: `approve` decides this call. */
export type Verdict = Action | Ruling;
export type Action = 'allow' | 'ask' | 'block';
/** A verdict with its reason. */
export interface Ruling {
  readonly action: Action;
  readonly reason?: string | undefined;
}

/** Decides about one call. Anything but `true` or `approved: true` is a no. */
export type Approve = (request: ApprovalRequest) => Decision | Promise<Decision>;

export interface ApprovalRequest {
  /** Exactly what will run if the answer is yes. */
  readonly call: ToolCall;
  /** Absent when a server asks about a tool of its own. */
  readonly tool?: ToolDefinition | undefined;
  readonly reason?: string | undefined;
  readonly caller?: Caller | undefined;
  readonly signal: AbortSignal;
}

/** `input` replaces the call's input and is validated again. */
export type Decision =
  | boolean
  | { readonly approved: boolean; readonly reason?: string | undefined; readonly input?: unknown };

/** The registry of tools, by visible name. */
export interface Tools extends Iterable<ClientTool> {
  /** What its definitions may be at most, the defaults included. */
  readonly limits: { readonly [Limit in keyof DefinitionLimits]-?: number };
  get(name: string): ClientTool | undefined;
  /** All or nothing: one `ToolferryError` `invalid_tool` names every bad tool and path. */
  add(...tools: readonly ClientTool[]): void;
  remove(name: string): void;
}

/** A registry of tools plus what happens when one is called. */
export interface Bridge {
  readonly tools: Tools;
  /** The bridge's policy, failing closed: one that throws or answers anything else blocks. */
  readonly policy: (tool: ToolDefinition, call?: ToolCall) => Ruling;
  /** Never rejects for a tool's failure (a framework's control flow passes through). */
  execute(call: ToolCall, options?: ExecuteOptions): Promise<ToolResult>;
  /** Starts a run and answers its pauses until it completes. Rejects if the run fails. */
  run<Request, Output>(backend: RunBackend<Request, Output>, request: Request, options?: RunOptions): Promise<Output>;
  /** Goes on with a run from its pause, in this or another process. */
  resume<Request, Output>(backend: RunBackend<Request, Output>, pause: Pause, options?: RunOptions): Promise<Output>;
}

export interface BridgeOptions {
  readonly tools?: Iterable<ClientTool> | undefined;
  /** Replaces the default wholly; `policyFrom` builds one that only tightens it. */
  readonly policy?: Policy | undefined;
  /** Asked where the policy says `ask`. Without it such calls are denied. */
  readonly approve?: Approve | undefined;
  /**
   * Milliseconds from the handler's start; default 300,000, `Infinity` for none. A function that returns `undefined`
   * leaves the default. The default does not apply to tools that start runs.
   */
  readonly timeoutMs?: number | ((tool: ToolDefinition) => number | undefined) | undefined;
  /** What definitions may be at most, local ones and those of servers. */
  readonly limits?: DefinitionLimits | undefined;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly caller?: Caller | undefined;
  /** Run only if this is still the tool of that name (adapters pass the one they were made from). */
  readonly tool?: ClientTool | undefined;
  /** Asked instead of the bridge's `approve`, for this call (a framework that asks by itself). */
  readonly approve?: Approve | undefined;
  onProgress?(value: unknown): void;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Answered rounds before the run is ended. None by default; a backend may have one. */
  readonly maxRounds?: number | undefined;
  /** Told what happens; what it throws is ignored. */
  onEvent?(event: RunEvent): void;
}

/** What `createToolsFromClient()` takes. */
export type ToolSource = Bridge | { readonly bridge: Bridge } | readonly ClientTool[];

/** Something that runs and can pause. A failed run is a rejected promise. */
export interface RunBackend<Request, Output> {
  readonly name: string;
  start(request: Request, host: RunHost): Promise<RunState<Output>>;
  resume(pause: Pause, answers: readonly Answer[], host: RunHost): Promise<RunState<Output>>;
  /** Leaves nothing pending after an abort between two rounds; during `start` and `resume` that is the backend's duty through `host.signal`. */
  cancel?(pause: Pause): Promise<void>;
}

/** `tools`: the definitions offered to this run, fixed for its whole length. */
export interface RunHost {
  readonly tools: readonly ToolDefinition[];
  readonly signal: AbortSignal;
  emit(event: unknown): void;
}

export type RunState<Output> =
  | { readonly status: 'completed'; readonly output: Output }
  | { readonly status: 'paused'; readonly pause: Pause };

/** The JSON ticket of a paused run: the pending calls plus the backend's own state, no credential. */
export interface Pause {
  readonly version: 1;
  readonly backend: string;
  readonly runId: string;
  readonly calls: readonly PendingCall[];
  readonly state: JSONValue;
}

export type PendingCall = ToolCall & {
  /** The server runs what it asked for and only wants yes or no. */
  readonly ask?: 'approval' | undefined;
  readonly message?: string | undefined;
  /** Digest of the definition it was offered as; filled in by the bridge before `paused` is told. */
  readonly tool?: string | undefined;
};

export type Answer = ToolResult | ApprovalAnswer;

export interface ApprovalAnswer {
  readonly callId: string;
  readonly approved: boolean;
  readonly reason?: string | undefined;
}

export type RunEvent =
  | { readonly type: 'paused'; readonly pause: Pause }
  | { readonly type: 'resumed'; readonly answers: readonly Answer[] }
  | { readonly type: 'call-started'; readonly call: ToolCall }
  | { readonly type: 'call-progress'; readonly call: ToolCall; readonly value: unknown }
  | { readonly type: 'call-finished'; readonly call: ToolCall; readonly result: ToolResult }
  | { readonly type: 'backend'; readonly event: unknown };
