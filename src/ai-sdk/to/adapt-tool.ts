import type { ToolSet } from 'ai';
import { ToolferryError } from '../../errors.js';
import { toText } from '../../result/to-text.js';
import { origin } from '../../tool/marks.js';
import { toolName } from '../../tool/tool-name.js';
import type { Bridge, ClientTool, ExecuteOptions, JSONValue, ToolResult } from '../../types.js';
import type { CallOptions } from '../call-options.js';
import { toModelOutput } from '../model-output.js';
import { toToolOutput } from '../tool-output.js';
import { frameworkApproval } from './framework-approval.js';
import { toInputSchema } from './input-schema.js';
import { nativeMembersOf } from './native-members.js';
import { toSDKSchema } from './sdk-schema.js';
import type { AdapterOptions } from './tool-options.js';
import { type Watched, withProgress } from './with-progress.js';

/** One tool of a bridge as an AI SDK tool. Every call goes through the bridge, and only to this very tool. */
export function adaptTool(bridge: Bridge, tool: ClientTool, { approval, progress }: AdapterOptions): ToolSet[string] {
  const name = toolName(tool);
  const approving = approval === 'framework' ? frameworkApproval(bridge, tool) : undefined;

  const run = (input: unknown, options: CallOptions, watched?: Watched): Promise<JSONValue> => {
    const call = { id: options.toolCallId, name, input };
    const executeOptions: ExecuteOptions = {
      tool,
      signal: options.abortSignal,
      caller: { kind: 'ai-sdk', options },
      approve: approving?.approve(options),
    };
    // Not async: that would cost one promise more.
    return bridge.execute(call, watched ? { ...executeOptions, ...watched } : executeOptions).then((result) => {
      if (result.error) throw toError(result, options);
      return toToolOutput(result, options);
    });
  };

  const shown = {
    ...nativeMembersOf(tool),
    inputSchema: toInputSchema(tool),
    // Without a validator: `validateUIMessages` would hold it against rich outputs. Providers are not sent it.
    ...(tool.outputSchema && { outputSchema: toSDKSchema(tool.outputSchema) }),
    toModelOutput,
  };
  // ai always passes its options; a direct call of `execute` may not.
  const byHand: CallOptions = { toolCallId: name };
  const runs = tool.handler && {
    ...(approving && { needsApproval: approving.needsApproval }),
    execute: progress
      ? (input: unknown, options = byHand) => withProgress((watched) => run(input, options, watched), options)
      : (input: unknown, options = byHand) => run(input, options),
  };
  // One object for three majors, whose types differ: `needsApproval` and `metadata` are unknown to ai 5, and the forms of
  // `toModelOutput` exclude each other.
  return origin.set({ ...shown, ...runs }, tool) as unknown as ToolSet[string];
}

/** What the AI SDK catches and shows: to the model by `message` (5, 6) or `toString()` (7). */
function toError(result: ToolResult, { abortSignal }: CallOptions): ToolferryError {
  const { code, data } = result.error ?? { code: 'failed' };
  if (code === 'aborted') abortSignal?.throwIfAborted();
  return new ToolferryError(code, toText(result), { data });
}
