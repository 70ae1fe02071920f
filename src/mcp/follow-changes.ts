import { sleep } from '../async/sleep.js';
import type { Bridge } from '../types.js';
import { isModern, type MCPClient } from './mcp-client.js';

/** The tools of one bridge and namespace, which are updated when the server's list changes. */
interface Follower {
  readonly bridge: Bridge;
  readonly namespace: string | undefined;
  readonly update: () => Promise<void>;
}

/** Notifications within this time lead to one reading of the list, and a server can cause at most one reading per delay. */
const delayMs = 100;

const followersOf = new WeakMap<MCPClient, Follower[]>();

/**
 * Calls `update` shortly after the server reports that its tools changed. The client's `onerror` gets the error of a failed update.
 * A second follower with the same bridge and namespace replaces the first.
 */
export async function followChanges(client: MCPClient, follower: Follower): Promise<void> {
  const known = followersOf.get(client);
  const others = known?.filter(
    ({ bridge, namespace }) => bridge !== follower.bridge || namespace !== follower.namespace,
  );
  followersOf.set(client, [...(others ?? []), follower]);
  if (known !== undefined) return;
  // The only way to receive a notification that both clients share.
  const previous = client.fallbackNotificationHandler;
  const updateSoon = coalesce(() => updateAll(client), delayMs);
  client.fallbackNotificationHandler = async (notification) => {
    const isChange = notification.method === 'notifications/tools/list_changed';
    await Promise.all([previous?.(notification), isChange && updateSoon()]);
  };
  await subscribe(client);
}

async function updateAll(client: MCPClient): Promise<void> {
  await Promise.all((followersOf.get(client) ?? []).map(({ update }) => update()));
}

/** Since 2026-07-28 a server notifies only clients that subscribe. */
async function subscribe(client: MCPClient): Promise<void> {
  const notifies = client.getServerCapabilities()?.tools?.listChanged === true;
  if (notifies && isModern(client)) await client.listen?.({ toolsListChanged: true });
}

/**
 * Returns a function that never runs `work` concurrently. All calls during a run share one more run after it. Each run begins
 * `delayMs` after the previous one ended and the first call for it was made; calls in this time share it.
 */
export function coalesce(work: () => Promise<void>, delayMs = 0): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const delay = () => (delayMs > 0 ? sleep(delayMs) : undefined);
  const begin = (): Promise<void> => {
    waiting = undefined;
    running = work();
    return running;
  };
  return () => {
    waiting ??= running.then(delay, delay).then(begin);
    return waiting;
  };
}
