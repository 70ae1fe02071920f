import type { ToolMetadata } from '../../types.js';
import type { AISDKTool } from './source-tool.js';
import type { ToolApproval } from './tool-approval.js';

/** What an AI SDK tool does not say by itself. */
export interface FromAISDKOptions<Tools = Readonly<Record<string, AISDKTool>>> {
  /** `web` + `search` is shown as `web_search`. */
  readonly namespace?: string | undefined;
  /** What the policy reads, by the name in the tool set. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
  /** The `context` of ai 7 (`experimental_context` before) for tools that need one, where the caller is not the AI SDK. */
  readonly context?: ((name: string) => unknown) | undefined;
  /** `5`: `toModelOutput` gets the output itself. Default: `{ toolCallId, input, output }`, as in 6 and 7. */
  readonly major?: 5 | undefined;
  /**
   * What was given to ai 7's `generateText` under this name. As there, what it says about a tool counts in place of the
   * tool's `needsApproval`: `user-approval` asks, `denied` refuses the call with its reason. `approved` and
   * `not-applicable` only mean that the tool itself does not ask; the bridge's policy still may. It is asked once per call,
   * with the parsed input. `runtimeContext` is undefined; `messages` are those of the AI SDK where it is the caller, else
   * none. What throws, or says anything else, denies. A denied call of a tool without `execute` is refused as an invalid
   * input; who runs that tool asks.
   */
  readonly toolApproval?: ToolApproval<Tools> | undefined;
}
