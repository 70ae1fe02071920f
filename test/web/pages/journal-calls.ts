/** A page whose calls and runs are recorded in IndexedDB. Its query may have `leaseMs`. A test calls its functions. */
import {
  approvalDigest,
  createApprovalQueue,
  createBridge,
  defineTool,
  type RunBackend,
  ToolferryError,
} from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { runBackend } from '../../journal/crash/run-backend.ts';

/** A call of `send`, which is not safe to repeat, of `look`, which is, or of `pay`, which needs approval. */
export interface PageCall {
  readonly id: string;
  readonly name: 'send' | 'look' | 'pay';
  /** Whether its handler waits for `finish`. */
  readonly input: { readonly waits?: boolean };
}

/** The outcome of a run. */
export type Outcome = { readonly output: unknown } | { readonly code: unknown };

const gate: { open?(): void } = {};
const opened = new Promise<void>((resolve) => {
  gate.open = resolve;
});

const inputSchema = { type: 'object', properties: { waits: { type: 'boolean' } } } as const;

/** Each start of a handler is reported to the site, which outlives the page. */
async function work({ waits }: { waits?: boolean }, { toolCallId }: { toolCallId: string }): Promise<string> {
  page.ran.push(toolCallId);
  await fetch(`/ran/${toolCallId}`, { method: 'POST' }).catch(() => {});
  if (waits) await opened;
  return `did ${toolCallId}`;
}

const approvals = createApprovalQueue();
const failures: unknown[] = [];
const unhandled: string[] = [];
let opening: Promise<string> | undefined;
const leaseMs = Number(new URLSearchParams(location.search).get('leaseMs') ?? 600_000);
const journal = createJournal(indexedDBStore(), { leaseMs });
const bridge = createBridge({
  tools: [
    defineTool({ name: 'send', description: 'Send', inputSchema, handler: work }),
    defineTool({ name: 'look', description: 'Look', inputSchema, metadata: { operationType: 'read' }, handler: work }),
    defineTool({ name: 'pay', description: 'Pay', inputSchema, needsApproval: () => true, handler: work }),
  ],
  approve: approvals.approve,
  journal,
  onError: (error) => failures.push(error),
});

/** Opens the journal's database as other code of the page can. */
async function openDatabase(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const request = indexedDB.open('toolferry');
  await new Promise((resolve) => request.addEventListener('success', resolve));
  return request.result.transaction('runs', mode).objectStore('runs');
}

let isFrozen = false;
let outcome: unknown;
/** Keeps the outcome for a test that was cut off from the page while it waited. */
async function kept<Value>(work: Promise<Value>): Promise<Value> {
  outcome = undefined;
  const value = await work;
  outcome = value;
  return value;
}

function run<Request>(backend: RunBackend<Request, unknown>, request: Request, key: string): Promise<Outcome> {
  return kept(
    bridge.run(backend, request, { key }).then(
      (output) => ({ output }),
      (error: unknown) => ({ code: ToolferryError.isInstance(error) ? error.code : String(error) }),
    ),
  );
}

const page = {
  /** The APIs that only pages with TLS have. */
  platform: {
    isSecure: window.isSecureContext,
    hasSubtle: 'subtle' in crypto,
    hasRandomUUID: 'randomUUID' in crypto,
    hasLocks: 'locks' in navigator,
  },
  /** The ids of the calls whose handlers began in this page. */
  ran: [] as string[],
  /** Whether the browser restored this page from its back/forward cache; undefined until it is left. */
  isRestored: undefined as boolean | undefined,
  execute: (call: PageCall, key: string) => kept(bridge.execute(call, { key })),
  /** Runs on a server of runs. */
  run: (url: string, key: string) => run(runBackend(url), null, key),
  /** Runs on an AG-UI agent. */
  runAgent: (url: string, key: string) => run(agUIBackend(new URL(url, location.href).href), 'Go', key),
  digest: (call: PageCall) => approvalDigest(call),
  /** The newest outcome of a call or a run. */
  outcome: () => outcome,
  isFrozen: () => isFrozen,
  /** Lets the handlers that wait finish. */
  finish: () => gate.open?.(),
  asked: () => approvals.pending().map(({ call }) => call.id),
  decide(isApproved: boolean) {
    for (const request of approvals.pending()) approvals.decide(request, isApproved);
  },
  /** The names of the errors that made the store fail. */
  failures: () => failures.map((error) => (error as { cause?: { name?: string } }).cause?.name),
  /** Rejections that nobody handled. */
  unhandled: () => unhandled,
  open: () => journal.open(),
  /** Begins to list the open runs. Resolves when that has its transaction. */
  async beginOpen() {
    opening = journal.open().then(
      () => 'listed',
      (error) => error.code,
    );
    await new Promise((resolve) => setTimeout(resolve));
  },
  opening: () => opening,
  /** The keys in the database. */
  async recorded() {
    const runs = await openDatabase('readonly');
    const keys = runs.getAllKeys();
    await new Promise((resolve) => keys.addEventListener('success', resolve));
    return keys.result;
  },
  /** Keeps the journal's database busy, so that the page reads and writes nothing until it is left. */
  async holdDatabase() {
    await journal.open();
    const runs = await openDatabase('readwrite');
    const goOn = () => Object.assign(runs.count(), { onsuccess: goOn });
    goOn();
  },
  /** Returns the numbers of locks that are held and waited for, over all tabs. */
  async locks() {
    const { held = [], pending = [] } = await navigator.locks.query();
    return { held: held.length, pending: pending.length };
  },
};

document.addEventListener('freeze', () => {
  isFrozen = true;
});
document.addEventListener('resume', () => {
  isFrozen = false;
});
window.addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)));
window.addEventListener('pagehide', () => {
  page.isRestored = undefined;
});
window.addEventListener('pageshow', ({ persisted }) => {
  page.isRestored = persisted;
});

export type CallsPage = typeof page;
Object.assign(window, { page });
