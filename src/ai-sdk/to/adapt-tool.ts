import type { ToolSet } from 'ai';
import { abortError } from '../../async/abort-signal.js';
import { ToolferryError } from '../../errors.js';
import { keepPolicy } from '../../policy/kept-policy.js';
import { toText } from '../../result/to-text.js';
import { executeOnce } from '../../tool/execute-once.js';
import { origin } from '../../tool/marks.js';
import { native } from '../../tool/native.js';
import { toolName } from '../../tool/tool-name.js';
import type { Bridge, ClientTool, ExecuteOptions, JSONValue, ToolResult } from '../../types.js';
import { getProperty } from '../../unknown.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import { toModelOutput } from '../model-output.js';
import { toToolOutput } from '../tool-output.js';
import { callScope } from './call-scope.js';
import { frameworkApproval } from './framework-approval.js';
import { toInputSchema } from './input-schema.js';
import { toSDKSchema } from './sdk-schema.js';
import type { AdapterOptions } from './tool-options.js';
import { type ProgressOptions, withProgress } from './with-progress.js';

/**
 * Makes an AI SDK tool of one tool of a bridge. Every call goes through the bridge, and only to this very tool. `key` is the
 * tool's key in its set, which is its visible name, if it is in one.
 */
export function adaptTool(
  bridge: Bridge,
  tool: ClientTool,
  { approval: approvalMode, progress, thread }: AdapterOptions,
  key?: string,
): ToolSet[string] {
  const name = key ?? toolName(tool);
  const approval = frameworkApproval(approvalMode, bridge, tool, key);

  const run = (
    input: unknown,
    options: ToolExecutionOptions,
    progressOptions?: ProgressOptions,
  ): Promise<JSONValue> => {
    const call = { id: options.toolCallId, name, input };
    const executeOptions: ExecuteOptions = {
      tool,
      signal: options.abortSignal,
      caller: { kind: 'ai-sdk', options },
      approve: approval?.approve(options),
    };
    const allOptions = progressOptions ? { ...executeOptions, ...progressOptions } : executeOptions;
    const executed =
      thread === undefined
        ? bridge.execute(call, allOptions)
        : callScope(options, thread).then((scope) => executeOnce(bridge, call, scope, allOptions));
    // Not async: that would cost one more promise.
    return executed.then((result) => {
      if (result.error) throw toError(result, options);
      return toToolOutput(result, options);
    });
  };

  // The AI SDK always passes its options; a direct call of `execute` may not.
  const directCallOptions: ToolExecutionOptions = { toolCallId: name };
  const execute = progress
    ? (input: unknown, options = directCallOptions) =>
        withProgress((progressOptions) => run(input, options, progressOptions), options)
    : (input: unknown, options = directCallOptions) => run(input, options);
  const adapted = {
    ...restoreNativeMembers(tool),
    inputSchema: toInputSchema(tool),
    // Without a validator, with which `validateUIMessages` would reject rich outputs. Providers do not get this schema.
    ...(tool.outputSchema && { outputSchema: toSDKSchema(tool.outputSchema) }),
    toModelOutput,
    ...(tool.handler && approval && { needsApproval: approval.needsApproval }),
    ...(tool.handler && { execute }),
  };
  // One object for three majors with different types: ai 5 does not know `needsApproval` and `metadata`, and the forms
  // of `toModelOutput` exclude each other.
  return origin.set(adapted, keepPolicy(tool, bridge)) as unknown as ToolSet[string];
}

/** The error that the AI SDK catches, and shows to the model by `message` (5, 6) or `toString()` (7). */
function toError(result: ToolResult, { abortSignal }: ToolExecutionOptions): ToolferryError {
  const { code, data, cause } = result.error ?? { code: 'failed' };
  if (code === 'aborted' && abortSignal?.aborted) throw abortError(abortSignal);
  return new ToolferryError(code, toText(result), { data, cause });
}

/** The members other than schemas and functions. A tool that was converted from an AI SDK tool gets its own ones back. */
function restoreNativeMembers(tool: ClientTool): object {
  const known = native.of(tool);
  if (known?.framework !== 'ai-sdk')
    return { ...described(tool.description), ...(tool.metadata && { metadata: { ...tool.metadata } }) };
  const { description, metadata, ...members } = known.members;
  const isUnchanged = (getProperty(description, 'toJSON') as (() => string) | undefined)?.() === tool.description;
  return {
    ...members,
    ...(known.type && { type: known.type }),
    ...described(isUnchanged ? description : tool.description),
    ...((metadata ?? tool.metadata) && { metadata: { ...(metadata as object), ...tool.metadata } }),
  };
}

/** A tool without a description has no member for it: some providers refuse an empty one. */
function described(description: unknown): object {
  return description === '' ? {} : { description };
}
