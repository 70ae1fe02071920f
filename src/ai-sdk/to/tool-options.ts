import type { BridgeOptions } from '../../types.js';

/** How client tools behave in the AI SDK. */
export interface AdapterOptions {
  /**
   * Where approval is requested. `bridge` (default): by the bridge's `approve`, while the call waits. `framework`: by
   * the AI SDK's own `needsApproval` flow, which ends the generation and continues in the next one with the answer (ai
   * 6 and later; ai 5 has no such flow, and denies such calls).
   */
  readonly approval?: 'bridge' | 'framework' | undefined;
  /**
   * Shows the handler's `context.progress()` reports as preliminary results. Default false: `execute` is then a plain
   * async function, which is easier to call directly.
   */
  readonly progress?: boolean | undefined;
}

/** Includes the options of the bridge that is created for an array of tools. */
export interface AISDKToolOptions extends AdapterOptions, Omit<BridgeOptions, 'tools'> {}
