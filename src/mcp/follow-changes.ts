import type { Bridge } from '../types.js';
import { isModern, type MCPClient } from './mcp-client.js';

/** What is brought up to date when a server's list of tools changes. */
interface Follower {
  readonly bridge: Bridge;
  readonly namespace: string | undefined;
  readonly update: () => Promise<void>;
}

const followersOf = new WeakMap<MCPClient, Follower[]>();

/**
 * Has a bridge updated whenever the server says that its tools changed. An update that fails is told to the client's
 * `onerror`. Following twice for one bridge and namespace is following once.
 */
export async function followChanges(client: MCPClient, follower: Follower): Promise<void> {
  const known = followersOf.get(client);
  const others = known?.filter(
    ({ bridge, namespace }) => bridge !== follower.bridge || namespace !== follower.namespace,
  );
  followersOf.set(client, [...(others ?? []), follower]);
  if (known !== undefined) return;
  // Of all ways to hear a notification, both clients have only this one in common.
  const next = client.fallbackNotificationHandler;
  client.fallbackNotificationHandler = async (notification) => {
    if (notification.method === 'notifications/tools/list_changed') await updateAll(client);
    await next?.(notification);
  };
  await subscribe(client);
}

async function updateAll(client: MCPClient): Promise<void> {
  await Promise.all((followersOf.get(client) ?? []).map(({ update }) => update()));
}

/** Since 2026-07-28 a server tells only those who ask for it. */
async function subscribe(client: MCPClient): Promise<void> {
  const tells = client.getServerCapabilities()?.tools?.listChanged === true;
  if (tells && isModern(client)) await client.listen?.({ toolsListChanged: true });
}

/** Makes work that runs one at a time; whoever asks while it runs waits for one more run, shared by all who ask. */
export function oneAfterTheOther(work: () => Promise<void>): () => Promise<void> {
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
