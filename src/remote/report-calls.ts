import type { RunEvent } from '../types.js';

/**
 * Tells as progress which local call of a remote run started or ended; without inputs and results, which are not the
 * listener's business.
 */
export function reportCalls(event: RunEvent, progress: (value: unknown) => void): void {
  if (event.type === 'call-started' || event.type === 'call-finished')
    progress({ type: event.type, toolCallId: event.call.id, name: event.call.name });
}
