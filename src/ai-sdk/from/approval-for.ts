import type { ModelMessage } from 'ai';
import { errorMessage } from '../../result/error-message.js';
import type { ApprovalContext } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { callOptions } from '../call-options.js';
import type { AISDKTool, SourceTool } from './source-tool.js';
import type { StatusType, ToolApproval } from './tool-approval.js';

/** What was said about a call. */
export interface ApprovalStatus {
  readonly type: StatusType;
  readonly reason?: string | undefined;
}

export type Decide = (input: unknown, call: ApprovalContext) => Promise<ApprovalStatus>;

/** The tool that is decided about, among the others of its set. */
export interface Subject {
  readonly name: string;
  readonly tools: Readonly<Record<string, AISDKTool>>;
  /** This tool's, and how to get that of another one. */
  readonly context: unknown;
  readonly contextOf: ((name: string) => unknown) | undefined;
}

/** Who decides about a tool's calls, found as ai 7 finds it; undefined where nothing is said about this tool. */
export function approvalFor(subject: Subject, toolApproval: ToolApproval): Decide | undefined {
  const entry: unknown =
    typeof toolApproval === 'function' || !Object.hasOwn(toolApproval, subject.name)
      ? undefined
      : toolApproval[subject.name];
  if (typeof toolApproval !== 'function' && (entry === undefined || entry === null)) return undefined;
  return async (input, call) => {
    try {
      if (typeof toolApproval === 'function') return toSaid(await toolApproval(forAll(subject, input, call)));
      return toSaid(typeof entry === 'function' ? await entry(input, forTool(subject, call)) : entry);
    } catch (error) {
      return { type: 'denied', reason: `toolApproval failed (${errorMessage(error) ?? 'without a message'})` };
    }
  };
}

function forTool({ context }: Subject, call: ApprovalContext) {
  const { toolCallId, messages, ...options } = callOptions(call, context);
  const toolContext = getProperty(options, 'context');
  return { toolCallId, messages: messages as ModelMessage[], toolContext, runtimeContext: undefined };
}

function forAll(subject: Subject, input: unknown, call: ApprovalContext) {
  const { name, tools, contextOf } = subject;
  const { title, metadata, type }: SourceTool = tools[name] ?? {};
  const { toolCallId, messages, toolContext, runtimeContext } = forTool(subject, call);
  const others = Object.keys(tools).map((each) => [each, contextOf?.(each)]);
  return {
    toolCall: {
      type: 'tool-call' as const,
      toolCallId,
      toolName: name,
      input,
      ...(title !== undefined && { title }),
      ...(metadata !== undefined && { toolMetadata: metadata }),
      ...(type === 'dynamic' && { dynamic: true }),
    },
    tools,
    toolsContext: { ...Object.fromEntries(others), [name]: toolContext },
    messages,
    runtimeContext,
  };
}

const types: readonly unknown[] = ['not-applicable', 'approved', 'denied', 'user-approval'];

function toSaid(status: unknown): ApprovalStatus {
  const { type, reason }: { type?: unknown; reason?: unknown } =
    typeof status === 'object' && status !== null ? status : { type: status === undefined ? 'not-applicable' : status };
  if (!types.includes(type)) return { type: 'denied', reason: 'toolApproval gave no valid answer' };
  return { type: type as StatusType, reason: typeof reason === 'string' && reason !== '' ? reason : undefined };
}
