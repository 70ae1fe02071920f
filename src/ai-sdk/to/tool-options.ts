import { adapterOptions } from '../../bridge/create-bridge.js';
import { checkOptions as check } from '../../check-options.js';
import type { MemberNames } from '../../refuse-unknown.js';
import type { BridgeOptions } from '../../types.js';
import { type AISDKThread, checkThread } from './thread.js';

/** How client tools behave in the AI SDK. */
export interface AdapterOptions {
  /**
   * Who approves a call that needs approval. `bridge` (default): the bridge's `approve`, while the call waits. `framework`: the
   * user, in the AI SDK's own flow, which ends the generation and continues in the next one with the answer (ai 6 and 7); a
   * call whose approval is not in the messages is denied. `caller`: whoever passes `toolApproval` or calls `execute` has
   * decided, and the call runs; a tool that `toolApproval` does not mention is asked about as with `framework`.
   */
  readonly approval?: 'bridge' | 'framework' | 'caller' | undefined;
  /**
   * Shows the handler's `context.progress()` reports as preliminary results. Default false: `execute` is then a plain
   * async function, which is easier to call directly.
   */
  readonly progress?: boolean | undefined;
  /**
   * With a journal: records each call under its thread, the step of the generation that asked for it and its call id. A step
   * that is repeated with the same messages gets the recorded results. A string, or a function of the call's options, is the id
   * of the thread. `{ thread, generation }` names the generation too: equal messages of another generation run again, also where
   * a provider uses the same call ids. A call without a thread or without messages is not run.
   */
  readonly thread?: AISDKThread | undefined;
}

/** Includes the options of the bridge that is created for an array of tools. */
export interface AISDKToolOptions extends AdapterOptions, Omit<BridgeOptions, 'tools'> {}

const optionNames: MemberNames<AISDKToolOptions> = {
  ...adapterOptions,
  approval: ['bridge', 'framework', 'caller'],
  progress: 0,
  thread: 0,
};

/** Throws a TypeError for an option that does not exist, or that has a wrong value. */
export function checkOptions(caller: string, options: AISDKToolOptions): void {
  check(caller, options, optionNames);
  checkThread(options.thread);
}
