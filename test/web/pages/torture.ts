/**
 * A page that performs the run in its address, and continues it after whatever ended the page before it. It reports where it is, and
 * decides by itself when to run again.
 */
import { createBridge, ToolferryError } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { effectTools } from '../../torture/effect-tools.ts';
import { leavesOpen } from '../../torture/leaves-open.ts';
import type { Report } from '../../torture/web/reports.ts';

declare const report: (what: Report, how?: string) => Promise<void>;

const address = new URLSearchParams(location.search);
const request = address.get('run') ?? '';
/** The key of the run; without one it has no journal. */
const key = address.get('key') ?? undefined;

const tools = effectTools({
  started: () => void report('handler'),
  record(effect) {
    // All tabs share it, it survives them, and no effect replaces another one.
    localStorage.setItem(`effect ${effect.nonce}`, JSON.stringify(effect));
    void report('effect');
  },
  finishing: () => void report('finishing'),
});
/** Without TLS there are no locks, and another page waits for the lease. */
const leaseMs = isSecureContext ? undefined : 1_000;
const journal = key === undefined ? undefined : createJournal(indexedDBStore(), { leaseMs });
const bridge = createBridge({ tools, journal });
const backend = agUIBackend(new URL('/agent', location.href).href, {
  async fetch(...sent) {
    void report('request');
    const response = await fetch(...sent);
    void report('response');
    return response;
  },
});

void report('loaded');
void report('ended', await perform());

/** Runs until the run has ended, and returns how. */
async function perform(): Promise<string> {
  for (;;) {
    try {
      await bridge.run(backend, request, { key });
      return 'completed';
    } catch (error) {
      const code = ToolferryError.isInstance(error) ? error.code : String(error);
      if (!leavesOpen.has(code)) return code;
      void report('passing', code);
      await passed();
    }
  }
}

/** Resolves when it is time to run again. */
function passed(): Promise<unknown> {
  return new Promise((resolve) => {
    if (navigator.onLine) setTimeout(resolve, 50);
    else addEventListener('online', resolve, { once: true });
  });
}
