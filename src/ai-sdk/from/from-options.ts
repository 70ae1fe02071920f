import { checkOptions as check } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import type { ToolMetadata } from '../../types.js';
import type { AISDKTool } from './source-tool.js';
import type { ToolApproval } from './tool-approval.js';

/** Options for converting AI SDK tools to client tools. */
export interface FromAISDKOptions<Tools = Readonly<Record<string, AISDKTool>>> {
  /** `web` + `search` is shown as `web_search`. */
  readonly namespace?: string | undefined;
  /** Returns the metadata that the policy reads, by the name in the tool set. */
  readonly metadata?: ((name: string) => ToolMetadata | undefined) | undefined;
  /**
   * Returns the `context` of ai 7 (`experimental_context` before) for a tool that needs one. It is used if the caller
   * is not the AI SDK, or passes no context.
   */
  readonly context?: ((name: string) => unknown) | undefined;
  /** `5`: `toModelOutput` gets the output itself. Default: `{ toolCallId, input, output }`, as in 6 and 7. */
  readonly major?: 5 | undefined;
  /**
   * The option of the same name of ai 7's `generateText`. As there, the status of a tool replaces the tool's
   * `needsApproval`: `user-approval` requires approval, and `denied` refuses the call with its reason. `approved` and
   * `not-applicable` only mean that the tool itself does not require approval; the bridge's policy still may.
   *
   * A function is called once per call, with the parsed input. `runtimeContext` is undefined. `messages` are the AI
   * SDK's if it is the caller, and empty if not. A function that throws, or returns anything else, denies the call. A
   * denied call of a tool without `execute` is refused as invalid input; the process that runs such a tool asks for
   * approval.
   */
  readonly toolApproval?: ToolApproval<Tools> | undefined;
}

const optionNames: MemberNames<FromAISDKOptions> = { namespace: 0, metadata: 0, context: 0, major: 0, toolApproval: 0 };

/** Throws a TypeError for an option that does not exist. */
export function checkOptions(caller: string, options: FromAISDKOptions): void {
  check(caller, options, optionNames);
}
