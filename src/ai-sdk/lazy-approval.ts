import type { Bridge, ClientTool } from '../types.js';
import type { FrameworkApproval } from './framework-approval.js';

/** Asking through the AI SDK, loaded by the first call that may have to. */
export function lazyApproval(bridge: Bridge, tool: ClientTool): FrameworkApproval {
  let loading: Promise<FrameworkApproval> | undefined;
  const load = (): Promise<FrameworkApproval> => {
    loading ??= import('./calls.js').then(({ frameworkApproval }) => frameworkApproval(bridge, tool));
    return loading;
  };
  return {
    needsApproval: async (input, options) => (await load()).needsApproval(input, options),
    approve: (options) => async (request) => (await load()).approve(options)(request),
  };
}
