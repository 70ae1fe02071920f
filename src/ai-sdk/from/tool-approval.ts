import type { ModelMessage } from 'ai';
import type { AISDKTool } from './source-tool.js';

/** A status with its reason. */
export interface ApprovalStatus {
  readonly type: 'not-applicable' | 'approved' | 'denied' | 'user-approval';
  readonly reason?: string | undefined;
}

/** The status that ai 7's `toolApproval` gives a call; undefined means `not-applicable`. */
export type ToolApprovalStatus = undefined | ApprovalStatus['type'] | ApprovalStatus;

type EventualStatus = ToolApprovalStatus | PromiseLike<ToolApprovalStatus>;

interface SharedOptions {
  readonly messages: ModelMessage[];
  readonly runtimeContext: unknown;
}

/** Methods, because their parameters are bivariant: functions that are typed for one tool's input are accepted too. */
interface ApprovalFunctions<Input> {
  forOne(
    input: Input,
    options: SharedOptions & { readonly toolCallId: string; readonly toolContext: unknown },
  ): EventualStatus;
  forAll(
    options: SharedOptions & {
      readonly toolCall: ApprovalToolCall;
      readonly toolsContext: unknown;
      readonly tools: unknown;
    },
  ): EventualStatus;
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

/**
 * The shape of `toolApproval` in ai 7's `generateText`: one function for all tools, or a status or function per tool.
 */
export type ToolApproval<Tools = Readonly<Record<string, AISDKTool>>> =
  | ApprovalFunctions<unknown>['forAll']
  | { readonly [Name in keyof Tools]?: ToolApprovalStatus | ApprovalFunctions<InputOf<Tools[Name]>>['forOne'] };
