import { createBridge, ToolferryError } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import type { Circumstances } from '../client.ts';
import type { Performer } from '../system.ts';

/** Sends a planned run as the user's message. */
export function agUIPerformer({ url, tools, journal }: Circumstances): Performer {
  const bridge = createBridge({ tools, journal });
  const backend = agUIBackend(url);
  const start: Performer['start'] = (run, options) => bridge.run(backend, JSON.stringify(run), options);
  return {
    start,
    async resume(run, pause, options) {
      try {
        return await bridge.resume(backend, pause, options);
      } catch (error) {
        if (!isStale(error)) throw error;
        // The agent had other answers to this pause, and nobody knows where the run stands.
        return start(run, options);
      }
    },
  };
}

/** Returns whether the agent does not wait for these answers: it had others, or has asked for more since. */
function isStale(error: unknown): boolean {
  if (!ToolferryError.isInstance(error)) return false;
  return (
    error.code === 'already_resumed' ||
    (error.data as { readonly errorCode?: string } | undefined)?.errorCode === 'answers_missing'
  );
}
