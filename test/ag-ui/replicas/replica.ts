/** One of several processes that serve the same agent. Its argument is a `ReplicaSettings` as JSON. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { AGUIThreadStore } from 'toolferry/ag-ui';
import { appendLine } from '../../torture/effects.ts';
import { serveUntilDisconnected } from '../../torture/fork-server.ts';
import type { JournalPlace } from '../../torture/journals.ts';
import { openStore } from '../../torture/open-journal.ts';
import { checked } from '../checked.ts';
import type { ServeAgent } from './agent.ts';
import { type ReplicaFiles, replicaFiles } from './files.ts';
import { reach } from './moments.ts';
import { serverTool } from './script.ts';

export interface ReplicaSettings {
  readonly agent: AgentName;
  /** Where the threads are. */
  readonly store: JournalPlace;
  /** The PostgreSQL that keeps the agent's own state. */
  readonly database: string;
  readonly folder: string;
  readonly leaseMs: number;
}

export type AgentName = 'langgraph' | 'ai-sdk';

const agents: Readonly<Record<AgentName, () => Promise<ServeAgent>>> = {
  langgraph: async () => (await import('./langgraph-agent.ts')).serveLangGraph,
  'ai-sdk': async () => (await import('./ai-sdk-agent.ts')).serveAISDK,
};

const { agent, store, database, folder, leaseMs } = JSON.parse(process.argv[2] ?? '') as ReplicaSettings;
const files = replicaFiles(folder);
const serve = await agents[agent]();
const options = {
  store: withMoments(await openStore(store), files),
  authorize: () => 'Ada',
  serverTools: [serverTool.name],
  leaseMs,
  onError: (error: unknown) => appendLine(files.errors, { at: Date.now(), error: (error as Error).stack ?? error }),
};
const handler = checked(serve(options, { database, files }));
const listener = getRequestListener(handler);
const server = createServer((request, response) => {
  process.send?.('request');
  void listener(request, response);
});
server.listen(0, '127.0.0.1', () =>
  serveUntilDisconnected(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);

/** A store whose process can stand still before and after a thread is written. */
function withMoments({ read, write }: AGUIThreadStore, files: ReplicaFiles): AGUIThreadStore {
  return {
    read,
    async write(key, thread, before) {
      const isClaim = JSON.parse(thread.text).status === 'running';
      await reach(isClaim ? 'before the claim' : 'before the record is written', files);
      const isWritten = await write(key, thread, before);
      if (!isClaim) await reach('after the record is written', files);
      return isWritten;
    },
  };
}
