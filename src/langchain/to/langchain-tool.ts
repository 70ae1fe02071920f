import type { MessageContent } from '@langchain/core/messages';
import type { StructuredTool, ToolRunnableConfig } from '@langchain/core/tools';
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import type { BridgeOptions, JSONValue } from '../../types.js';

/** What a call without a call id answers: the output, or content blocks where the tool made some. */
export type LangChainToolOutput = JSONValue | MessageContent;

/** A LangChain tool made from a client tool. A tool call gives a `ToolMessage`, plain arguments give the output. */
export type LangChainTool = StructuredTool<JSONSchema, unknown, Record<string, unknown>, LangChainToolOutput>;

/** How client tools behave in LangChain. The bridge's own options are for sources that are no bridge yet. */
export interface LangChainToolOptions extends Omit<BridgeOptions, 'tools'> {
  /**
   * What a failed call does that has no call id (with one it is always a `ToolMessage` with `status: "error"`).
   * `reject`, the default, rejects as LangChain's own tools do. `text` answers results and errors as text: for the
   * classic `AgentExecutor`, which shows the model an empty observation where a tool throws.
   */
  readonly errors?: 'reject' | 'text' | undefined;
}

export type Errors = NonNullable<LangChainToolOptions['errors']>;

/** What LangGraph's tool nodes add to a call's config. Looked for, so that LangGraph need not be there. */
export type CallConfig = ToolRunnableConfig & {
  readonly toolCallId?: string;
  readonly interrupt?: (value: unknown) => unknown;
  readonly writer?: ((chunk: unknown) => void) | null;
};

/** The id of the tool call, if it has one. `toolCall` first: a config passed on to another tool keeps the old `toolCallId`. */
export function callIdOf(config: CallConfig | undefined): string | undefined {
  return config?.toolCall?.id || config?.toolCallId || undefined;
}
