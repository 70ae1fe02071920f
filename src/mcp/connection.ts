import { createRemoteNames, type RemoteNames } from '../remote/remote-names.js';
import type { MCPClient } from './mcp-client.js';
import type { Strictest } from './read-metadata.js';
import { createTighten } from './tighten.js';
import type { KnownTools } from './update-tools.js';

/** What is remembered of a client's tools in one registry, for the life of the connection. */
export interface Connection {
  readonly names: RemoteNames;
  readonly strictest: Strictest;
  /** The tools of each namespace. */
  readonly known: Map<string | undefined, KnownTools>;
  /** Whether a warning about the tools was printed: one per connection is enough. */
  hasWarned: boolean;
}

const connections = new WeakMap<MCPClient, WeakMap<object, Connection>>();

/** Returns what is remembered of the client's tools in a registry. Tools in arrays share the client's own. */
export function connectionOf(client: MCPClient, registry: object = client): Connection {
  const known = connections.get(client) ?? new WeakMap<object, Connection>();
  const connection = known.get(registry) ?? {
    names: createRemoteNames(),
    strictest: { hints: createTighten(), combined: new WeakMap() },
    known: new Map(),
    hasWarned: false,
  };
  connections.set(client, known.set(registry, connection));
  return connection;
}
