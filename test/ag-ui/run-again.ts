import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, memoryStore } from 'toolferry/journal';
import { expect } from 'vitest';
import { places, recordingBridge } from './client-tools.ts';

/** A `fetch` whose process stops when the response of this request, counted from 1, has arrived. */
export function stoppedAt(last: number): typeof fetch {
  let requests = 0;
  return async (...request) => {
    const response = await fetch(...request);
    requests += 1;
    if (requests < last) return response;
    await response.text();
    throw new Error('This process has stopped.');
  };
}

/**
 * Runs a request whose process stops when the agent has answered its second request, and runs it again in another process. Returns
 * the text of the end, and the handlers that ran in each process.
 */
export async function runAgainAfterCrash(url: string, request: string) {
  const store = memoryStore();
  const start = (options: { fetch?: typeof fetch }) => {
    const { bridge, ran } = recordingBridge(places, { approve: () => true, journal: createJournal(store) });
    return { ran, end: bridge.run(agUIBackend(url, options), request, { key: 'trip 1' }) };
  };
  const first = start({ fetch: stoppedAt(2) });
  await expect(first.end).rejects.toMatchObject({ code: 'connection_lost' });
  const second = start({});
  const { text } = await second.end;
  return { text, ran: [first.ran, second.ran] };
}
