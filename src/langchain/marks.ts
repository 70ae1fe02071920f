/** What LangChain's tools, messages and results carry for toolferry. @module */

import type { MessageContent } from '@langchain/core/messages';
import { inheritedMark, type Mark, ownMark } from '../mark.js';
import { nativeResult } from '../result/native-result.js';
import type { ReadSchema } from '../schema/standard.js';
import type { JSONValue, ToolResult } from '../types.js';
import type { Command } from './from/command.js';

/** On a tool: the client tool's own validator, for copies of the tool that lost its origin. */
export const authorsCheck: Mark<NonNullable<ReadSchema['validate']>> = inheritedMark('check');

/** On a tool message: the whole result that it was made from. */
export const wholeResult: Mark<ToolResult> = ownMark('whole-result');

/** The part of a LangChain tool's result that only LangChain understands; it returns with the result of the call. */
export interface NativeAnswer {
  /** For every other framework the call failed. */
  readonly command?: Command | undefined;
  /** In place of the result's parts. */
  readonly content?: MessageContent;
  /** A message's `additional_kwargs`, by which providers recognise the results of their own tools. */
  readonly kwargs?: JSONValue;
  /** The result's output is the tool's artifact, and does not only repeat the content. */
  readonly hasArtifact?: boolean;
}

/** On a result: what {@link NativeAnswer} describes. */
export const nativeAnswer: Mark<NativeAnswer> = nativeResult as Mark<NativeAnswer>;
