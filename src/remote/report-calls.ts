import type { RunEvent } from '../types.js';

/**
 * Reports, as progress, each call that a remote run starts or finishes in this process. Omits inputs and results, which are
 * not meant for the listener.
 */
export function reportCalls(event: RunEvent, progress: (value: unknown) => void): void {
  if (event.type === 'call-started' || event.type === 'call-finished')
    progress({ type: event.type, toolCallId: event.call.id, name: event.call.name });
}
