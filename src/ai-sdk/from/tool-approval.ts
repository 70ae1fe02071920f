import type { ModelMessage } from 'ai';
import type { AISDKTool } from './source-tool.js';

export type StatusType = 'not-applicable' | 'approved' | 'denied' | 'user-approval';

/** What ai 7's `toolApproval` says about a call; undefined is `not-applicable`. */
export type ToolApprovalStatus =
  | undefined
  | StatusType
  | { readonly type: StatusType; readonly reason?: string | undefined };

type Answer = ToolApprovalStatus | PromiseLike<ToolApprovalStatus>;

interface Known {
  readonly messages: ModelMessage[];
  readonly runtimeContext: unknown;
}

/** As methods, so that functions for one tool's input, and those typed for a call of `generateText`, go in. */
interface Functions<Input> {
  forTool(input: Input, options: Known & { readonly toolCallId: string; readonly toolContext: unknown }): Answer;
  forAll(
    options: Known & { readonly toolCall: ApprovalToolCall; readonly toolsContext: unknown; readonly tools: unknown },
  ): Answer;
}

interface ApprovalToolCall {
  readonly type: 'tool-call';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
}

type InputOf<Tool> = Tool extends { execute?: ((input: infer Input, ...rest: never[]) => unknown) | undefined }
  ? Input
  : unknown;

/** The shape of `toolApproval` in ai 7's `generateText`: one function for all tools, or a status or function per tool. */
export type ToolApproval<Tools = Readonly<Record<string, AISDKTool>>> =
  | Functions<unknown>['forAll']
  | { readonly [Name in keyof Tools]?: ToolApprovalStatus | Functions<InputOf<Tools[Name]>>['forTool'] };
