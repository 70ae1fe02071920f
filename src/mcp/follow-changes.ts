import type { Bridge } from '../types.js';
import { isModern, type MCPClient } from './mcp-client.js';

/** The tools of one bridge and namespace, which are updated when the server's list changes. */
interface Follower {
  readonly bridge: Bridge;
  readonly namespace: string | undefined;
  readonly update: () => Promise<void>;
}

const followersOf = new WeakMap<MCPClient, Follower[]>();

/**
 * Calls `update` whenever the server reports that its tools changed. The client's `onerror` gets the error of a failed update.
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
  client.fallbackNotificationHandler = async (notification) => {
    if (notification.method === 'notifications/tools/list_changed') await updateAll(client);
    await previous?.(notification);
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

/** Returns a function that never runs `work` concurrently. All calls during a run share one more run after it. */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    waiting = undefined;
    running = work();
    return running;
  };
  return () => {
    waiting ??= running.then(begin, begin);
    return waiting;
  };
}
