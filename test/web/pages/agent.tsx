/** A page that shows the run of an AG-UI agent, under and continues it after a reload. */
import { useSyncExternalStore } from 'react';
import { type AgentEvent, createApprovalQueue, createBridge } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { pageTools } from '../page-tools.ts';
import { showPage } from '../show-page.tsx';

interface ShownRun {
  readonly status: string;
  readonly events: readonly AgentEvent[];
}

const url = '/agent';
const approvals = createApprovalQueue();
const bridge = createBridge({
  tools: pageTools((name) => `/handlers/${name}`),
  approve: approvals.approve,
  journal: createJournal(indexedDBStore()),
});

// The run is not in a component: an effect that aborts it when React repeats it would end it for good.
const listeners = new Set<() => void>();
let shown: ShownRun = { status: 'ready', events: [] };
let controller = new AbortController();
let ended: Promise<void> = Promise.resolve();

function show(change: Partial<ShownRun>): void {
  shown = { ...shown, ...change };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Starts the run of a key, or continues it. */
async function run(key: string): Promise<void> {
  const { signal } = controller;
  localStorage.setItem('run', key);
  show({ status: 'running', events: [] });
  const request = { threadId: key, messages: [{ id: 'm1', role: 'user' as const, content: 'go' }] };
  try {
    const { text } = await bridge.run(agUIBackend(url), request, {
      key,
      signal,
      onEvent(event) {
        if (event.type === 'backend') show({ events: [...shown.events, event.event as AgentEvent] });
      },
    });
    show({ status: `ended: ${text}` });
  } catch (error) {
    show({ status: signal.aborted ? 'stopped' : `failed: ${error}` });
  }
  localStorage.removeItem('run');
}

function start(key: string): void {
  ended = run(key);
}

async function stop(): Promise<void> {
  const key = localStorage.getItem('run');
  controller.abort();
  controller = new AbortController();
  const { status } = await fetch(`${url}?threadId=${key}`, { method: 'DELETE' });
  await ended;
  show({ status: `${shown.status}, ${status}` });
}

function Agent() {
  const { status, events } = useSyncExternalStore(subscribe, () => shown);
  const pending = useSyncExternalStore(approvals.subscribe, approvals.pending);
  return (
    <main>
      <button type="button" onClick={() => start(crypto.randomUUID())}>
        Ask
      </button>
      <button type="button" onClick={stop}>
        Stop
      </button>
      <output>{status}</output>
      <p role="log">{events.map((event) => (event.type === 'text' ? event.text : `[${event.type}]`)).join(' ')}</p>
      {pending.map((request) => (
        <section key={request.call.id} aria-label={`Approve ${request.call.name}`}>
          <p>{JSON.stringify(request.call.input)}</p>
          <button type="button" onClick={() => approvals.decide(request, true)}>
            Run
          </button>
          <button type="button" onClick={() => approvals.decide(request, { approved: false, reason: 'not today' })}>
            Refuse
          </button>
        </section>
      ))}
    </main>
  );
}

showPage(<Agent />);

const cutOff = localStorage.getItem('run');
if (cutOff) start(cutOff);
