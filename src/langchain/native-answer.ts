import type { MessageContent } from '@langchain/core/messages';
import { carriedNative, carryNative } from '../result/native-result.js';
import type { JSONValue } from '../types.js';
import type { Command } from './command.js';

/** What a LangChain tool answered, where no other framework understands it. It comes home with the result of the call. */
export interface NativeAnswer {
  /** The call failed for everybody else. */
  readonly command?: Command | undefined;
  /** In place of what the result's parts would be in LangChain. */
  readonly content?: MessageContent;
  /** A message's `additional_kwargs`, by which providers know the answers to tools of their own. */
  readonly kwargs?: JSONValue;
  /** The result's output is the tool's artifact, not the content again. */
  readonly hasArtifact?: boolean;
}

export const carryAnswer: <Result extends object>(result: Result, answer: NativeAnswer | undefined) => Result =
  carryNative;

export function nativeAnswer(result: object): NativeAnswer {
  return (carriedNative(result) ?? {}) as NativeAnswer;
}
