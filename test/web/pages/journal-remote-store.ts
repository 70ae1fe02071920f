/** The store of another tab, over two BroadcastChannels: one for requests, and one for replies. @module */
import type { JournalStore } from 'toolferry/journal';

interface Request {
  readonly id: string;
  readonly method: 'read' | 'write' | 'open' | 'lock' | 'abort' | 'release';
  readonly parameters: readonly unknown[];
}

/** A value, an error, or that it was aborted with the reason of its signal. */
interface Reply {
  readonly id: string;
  readonly outcome: { readonly value: unknown } | { readonly error: string } | 'aborted';
}

interface HeldLock {
  readonly controller: AbortController;
  release?(): void;
}

const [requestsName, repliesName] = ['requests', 'replies'] as const;

/** Calls the store for other tabs. */
export function serveStore(store: JournalStore): void {
  const replies = new BroadcastChannel(repliesName);
  const locks = new Map<string, HeldLock>();
  const abort = (id: string) => locks.get(id)?.controller.abort(new Error('The other tab aborted it'));
  const lock = (id: string, [key, isAborted]: readonly unknown[]): Promise<Reply['outcome']> => {
    const held: HeldLock = { controller: new AbortController() };
    locks.set(id, held);
    const { signal } = held.controller;
    if (isAborted) abort(id);
    return (store.lock?.(String(key), signal) ?? Promise.reject(new Error('The store has no locks'))).then(
      (release) => {
        held.release = release;
        return { value: undefined };
      },
      (error: unknown) => (error === signal.reason ? 'aborted' : { error: String(error) }),
    );
  };
  new BroadcastChannel(requestsName).onmessage = async ({ data }: MessageEvent<Request>) => {
    const { id, method, parameters } = data;
    if (method === 'abort') return abort(id);
    if (method === 'release') return locks.get(id)?.release?.();
    const outcome = await (method === 'lock' ? lock(id, parameters) : call(store, method, parameters));
    replies.postMessage({ id, outcome } satisfies Reply);
  };
}

async function call(
  store: JournalStore,
  method: 'read' | 'write' | 'open',
  parameters: readonly unknown[],
): Promise<Reply['outcome']> {
  const work = store[method] as (...parameters: readonly unknown[]) => Promise<unknown>;
  return work(...parameters).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: String(error) }),
  );
}

/** Returns the store of the tab that serves its own. */
export function remoteStore(hasLocks: boolean): JournalStore {
  const requests = new BroadcastChannel(requestsName);
  const replies = new BroadcastChannel(repliesName);
  const waiting = new Map<string, (outcome: Reply['outcome']) => void>();
  replies.onmessage = ({ data }: MessageEvent<Reply>) => waiting.get(data.id)?.(data.outcome);
  const post = (id: string, method: Request['method'], ...parameters: readonly unknown[]) =>
    requests.postMessage({ id, method, parameters } satisfies Request);
  const outcomeOf = (id: string, method: Request['method'], ...parameters: readonly unknown[]) => {
    const replied = new Promise<Reply['outcome']>((resolve) => waiting.set(id, resolve));
    post(id, method, ...parameters);
    return replied;
  };
  const remote = async <Value>(method: Request['method'], ...parameters: readonly unknown[]): Promise<Value> => {
    const outcome = await outcomeOf(newId(), method, ...parameters);
    if (outcome !== 'aborted' && 'value' in outcome) return outcome.value as Value;
    throw new Error(outcome === 'aborted' ? outcome : outcome.error);
  };
  const lock: JournalStore['lock'] = async (key, signal) => {
    const id = newId();
    const onAbort = () => post(id, 'abort');
    signal.addEventListener('abort', onAbort);
    const outcome = await outcomeOf(id, 'lock', key, signal.aborted);
    signal.removeEventListener('abort', onAbort);
    if (outcome === 'aborted') throw signal.reason;
    if ('error' in outcome) throw new Error(outcome.error);
    return () => post(id, 'release');
  };
  return {
    read: (key) => remote('read', key),
    write: (key, run, before) => remote('write', key, run, before),
    open: () => remote('open'),
    ...(hasLocks && { lock }),
  };
}

const newId = () => `${Math.random()}`;
