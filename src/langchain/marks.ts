/** The marks that LangChain's tools, messages and results carry. @module */

import type { MessageContent } from '@langchain/core/messages';
import { inheritedMark, type Mark, ownMark } from '../mark.js';
import { nativeResult } from '../result/native-result.js';
import type { ReadSchema } from '../schema/standard.js';
import type { JSONValue, ToolResult } from '../types.js';
import type { Command } from './from/command.js';

/** On a tool: the client tool's own validator, for copies of the tool that lost its origin. */
export const authorsCheck: Mark<NonNullable<ReadSchema['validate']>> = inheritedMark('check');

/** On a tool message: the result that it was made from. */
export const wholeResult: Mark<ToolResult> = ownMark('whole-result');

/**
 * The parts of a LangChain tool's result that only LangChain understands. The result of the call carries them unseen.
 */
export interface NativeParts {
  /** In every other framework the call failed. */
  readonly command?: Command | undefined;
  /** Replaces the result's content. */
  readonly content?: MessageContent;
  /** A message's `additional_kwargs`, by which providers recognise the results of their own tools. */
  readonly kwargs?: JSONValue;
  /** Whether the result's output is the tool's artifact, and not a copy of the content. */
  readonly hasArtifact?: boolean;
}

/** On a result: its {@link NativeParts}. */
export const nativeParts: Mark<NativeParts> = nativeResult as Mark<NativeParts>;
