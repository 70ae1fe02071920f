/** The marks that LangChain's messages and results carry. @module */

import type { MessageContent } from '@langchain/core/messages';
import { hiddenMark, type Mark } from '../mark.js';
import { nativeResult } from '../result/native-result.js';
import type { JSONValue, ToolResult } from '../types.js';

/** On a tool message: the result that it was made from. */
export const wholeResult: Mark<ToolResult> = hiddenMark('whole-result');

/**
 * The parts of a LangChain tool's result that only LangChain understands. They are a mark on the result of the call.
 */
export interface NativeParts {
  /** A value that only a graph can apply, set by `onlyForGraph`. In every other framework the call failed. */
  readonly returned?: unknown;
  /** Replaces the result's content. */
  readonly content?: MessageContent;
  /** A message's `additional_kwargs`, by which providers recognize the results of their own tools. */
  readonly kwargs?: JSONValue;
  /** Whether the result's output is the tool's artifact, and not a copy of the content. */
  readonly hasArtifact?: boolean;
}

/** On a result: its {@link NativeParts}. */
export const nativeParts: Mark<NativeParts> = nativeResult as Mark<NativeParts>;
