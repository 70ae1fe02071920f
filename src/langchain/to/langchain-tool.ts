import type { DirectToolOutput, MessageContent } from '@langchain/core/messages';
import type { StructuredTool, ToolRunnableConfig } from '@langchain/core/tools';
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import { adapterOptions } from '../../bridge/create-bridge.js';
import { checkOptions as check } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import type { JSONOf } from '../../result/json-of.js';
import type { RichResult } from '../../result/tool-result.js';
import type { SentInput } from '../../tool/define-tool.js';
import type { BridgeOptions, ClientTool, JSONValue, ToolContext } from '../../types.js';
import { checkThread, type LangChainThread } from './thread.js';

/** The result of a call without a call id: the output, or content blocks if the tool returned some. */
export type LangChainToolOutput = JSONValue | MessageContent;

/** A LangChain tool made from a client tool. A tool call resolves to a `ToolMessage`, plain arguments to the output. */
export type LangChainTool<Input = Record<string, unknown>, Output = LangChainToolOutput> = StructuredTool<
  JSONSchema,
  unknown,
  Input,
  Output
>;

/** The LangChain tool of a client tool. Its input is what a model sends, and its output what the handler returns, as JSON. */
export type TypedLangChainTool<Client extends ClientTool, Errors = undefined> = Client extends {
  readonly name: string;
  handler?(input: never, context: ToolContext): infer Output | Promise<infer Output>;
}
  ? LangChainTool<InvokeInput<SentInput<Client>>, PlainOutput<Output> | ('text' extends Errors ? string : never)>
  : never;

type InvokeInput<Sent> = unknown extends Sent ? Record<string, unknown> : Sent;

/** LangChain's own `Command` and `ToolMessage` are not converted. */
type PlainOutput<Output> = [Output] extends [never]
  ? LangChainToolOutput
  : unknown extends Output
    ? LangChainToolOutput
    : Output extends RichResult
      ? LangChainToolOutput
      : Output extends DirectToolOutput
        ? Output
        : JSONOf<Output>;

/** How client tools behave in LangChain. Includes the options of the bridge that is created for an array of tools. */
export interface LangChainToolOptions extends Omit<BridgeOptions, 'tools'> {
  /**
   * How a failed call ends. `message`, the default: a tool call resolves to a `ToolMessage` with error status, and a call
   * without a call id rejects. `throw`: every failed call rejects with the error that the handler threw, for middleware such as
   * `toolRetryMiddleware` and `toolErrorMiddleware`. `text`: a call without a call id resolves to results and errors as text,
   * for the classic `AgentExecutor`, which shows the model an empty observation when a tool throws; a tool call resolves to a
   * message.
   */
  readonly errors?: 'message' | 'throw' | 'text' | undefined;
  /**
   * With a journal: records each call under its thread, the id of the message that asked for it and its call id. A node that
   * LangGraph executes again gets the recorded result, and a new message runs its calls, also if it has the same call ids. `true`
   * reads `configurable.thread_id`; a function returns the id of the thread, or `{ thread, message }` for a graph whose state
   * does not contain the message. A call without a thread or a message is not run.
   */
  readonly thread?: LangChainThread | undefined;
}

const optionNames: MemberNames<LangChainToolOptions> = {
  ...adapterOptions,
  errors: ['message', 'throw', 'text'],
  thread: 0,
};

/** Throws a TypeError for an option that does not exist, or that has a wrong value. */
export function checkOptions(caller: string, options: LangChainToolOptions): void {
  check(caller, options, optionNames);
  checkThread(options.thread);
}

export type ErrorMode = NonNullable<LangChainToolOptions['errors']>;

/**
 * A call's config with what LangGraph's tool nodes add to it. Declared here, because LangGraph may not be installed.
 */
export type CallConfig = ToolRunnableConfig & {
  readonly toolCallId?: string;
  readonly state?: unknown;
  readonly interrupt?: (value: unknown) => unknown;
  readonly writer?: ((chunk: unknown) => void) | null;
};

/**
 * Returns the id of the tool call, if it has one. `toolCall` first: a config forwarded to another tool keeps the old
 * `toolCallId`.
 */
export function toolCallIdOf(config: CallConfig | undefined): string | undefined {
  return config?.toolCall?.id || config?.toolCallId || undefined;
}
