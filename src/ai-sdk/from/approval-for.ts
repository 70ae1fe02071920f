import type { ModelMessage } from 'ai';
import { errorMessage } from '../../result/error-message.js';
import type { ApprovalContext } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { toExecutionOptions } from '../execution-options.js';
import type { AISDKTool, SourceTool } from './source-tool.js';
import type { ApprovalStatus, ToolApproval } from './tool-approval.js';

/** Resolves to the status that `toolApproval` gives a call. Never rejects: a failure denies the call. */
export type DecideApproval = (input: unknown, call: ApprovalContext) => Promise<ApprovalStatus>;

/** A tool and the set that it is part of. */
export interface ToolInSet {
  readonly name: string;
  readonly tools: Readonly<Record<string, AISDKTool>>;
  /** The context of this tool. */
  readonly context: unknown;
  /** Returns the context of any tool of the set. */
  readonly contextOf: ((name: string) => unknown) | undefined;
}

/**
 * Returns the function that decides a tool's calls, found as ai 7 finds it. Undefined if `toolApproval` does not mention
 * the tool.
 */
export function approvalFor(toolInSet: ToolInSet, toolApproval: ToolApproval): DecideApproval | undefined {
  const entry: unknown =
    typeof toolApproval === 'function' || !Object.hasOwn(toolApproval, toolInSet.name)
      ? undefined
      : toolApproval[toolInSet.name];
  if (typeof toolApproval !== 'function' && (entry === undefined || entry === null)) return undefined;
  return async (input, call) => {
    try {
      if (typeof toolApproval === 'function')
        return toApprovalStatus(await toolApproval(optionsForAll(toolInSet, input, call)));
      return toApprovalStatus(typeof entry === 'function' ? await entry(input, optionsForOne(toolInSet, call)) : entry);
    } catch (error) {
      return { type: 'denied', reason: `toolApproval failed (${errorMessage(error) ?? 'without a message'})` };
    }
  };
}

/** The options of a function for one tool. */
function optionsForOne({ context }: ToolInSet, call: ApprovalContext) {
  const { toolCallId, messages, ...options } = toExecutionOptions(call, context);
  const toolContext = getProperty(options, 'context');
  return { toolCallId, messages: messages as ModelMessage[], toolContext, runtimeContext: undefined };
}

/** The argument of a function for all tools. */
function optionsForAll(toolInSet: ToolInSet, input: unknown, call: ApprovalContext) {
  const { name, tools, contextOf } = toolInSet;
  const { title, metadata, type }: SourceTool = tools[name] ?? {};
  const { toolCallId, messages, toolContext, runtimeContext } = optionsForOne(toolInSet, call);
  const contexts = Object.keys(tools).map((each) => [each, contextOf?.(each)]);
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
    toolsContext: { ...Object.fromEntries(contexts), [name]: toolContext },
    messages,
    runtimeContext,
  };
}

const statusTypes: readonly unknown[] = ['not-applicable', 'approved', 'denied', 'user-approval'];

function toApprovalStatus(status: unknown): ApprovalStatus {
  const { type, reason }: { type?: unknown; reason?: unknown } =
    typeof status === 'object' && status !== null ? status : { type: status === undefined ? 'not-applicable' : status };
  if (!statusTypes.includes(type)) return { type: 'denied', reason: 'toolApproval returned an invalid status' };
  const text = typeof reason === 'string' && reason !== '' ? reason : undefined;
  return { type: type as ApprovalStatus['type'], reason: text };
}
