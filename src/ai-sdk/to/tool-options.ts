import type { BridgeOptions } from '../../types.js';

/** How client tools are shown to the AI SDK. */
export interface AdapterOptions {
  /**
   * Who asks for approval. `bridge` (default): the bridge's `approve`, while the call waits. `framework`: the AI SDK's own
   * flow of `needsApproval`, which ends the generation and goes on with the answer (ai 6 and later; ai 5 has no such flow,
   * and such calls are denied there).
   */
  readonly approval?: 'bridge' | 'framework' | undefined;
  /**
   * Shows what the handler tells by `context.progress()` as preliminary results. Default false: then `execute` is a plain
   * async function, which is easier to call by hand.
   */
  readonly progress?: boolean | undefined;
}

/** With an array of tools, the options of the bridge that is made for them come along. */
export interface AISDKToolOptions extends AdapterOptions, Omit<BridgeOptions, 'tools'> {}
