import { startRoundRobinProxy } from '../../../examples/demo-remote/proxy.ts';
import { type ForkedServer, forkServer } from '../../torture/fork-server.ts';
import { prepareAISDK } from './ai-sdk-agent.ts';
import { replicaFiles } from './files.ts';
import { prepareLangGraph } from './langgraph-agent.ts';
import { askForStop, type Moment } from './moments.ts';
import type { AgentName, ReplicaSettings } from './replica.ts';

export interface Replica {
  readonly url: string;
  /** Kills the process with SIGKILL, and starts another one in its place. Resolves when that one serves. */
  replace(): Promise<void>;
}

export interface SuspendedReplica extends Replica {
  wake(): void;
}

/** Two processes that serve one agent, behind a proxy that lets them take turns. */
export interface Replicas {
  /** The address of the proxy. */
  readonly url: string;
  /** The addresses of the replicas that serve now. */
  urls(): readonly string[];
  /** Lets the next replica that gets to a moment stand still there. Resolves to it when it does. */
  holdAt(moment: Moment): Promise<Replica>;
  /** Lets the next replica that gets to a moment stand still as a suspended process does. Resolves when it does, until it is woken. */
  suspendAt(moment: Moment): Promise<SuspendedReplica>;
  stop(): Promise<void>;
}

const prepare: Readonly<Record<AgentName, (database: string) => Promise<void>>> = {
  langgraph: prepareLangGraph,
  'ai-sdk': prepareAISDK,
};

/**
 * Starts two replicas on an empty database.
 *
 * @param onRequest Called with a replica when it gets a request.
 */
export async function startReplicas(
  settings: ReplicaSettings,
  onRequest: (replica: Replica) => void = () => {},
): Promise<Replicas> {
  await prepare[settings.agent](settings.database);
  const files = replicaFiles(settings.folder);
  const running = new Set<ForkedServer>();
  const starting = new Set<Promise<void>>();
  let isStopped = false;
  let onHeld: (replica: Replica, pid: number) => void = () => {};
  const urls = () => [...running].map(({ url }) => url);
  const start = (): Promise<void> => {
    const started = startOne().finally(() => starting.delete(started));
    starting.add(started);
    return started;
  };
  const startOne = async (): Promise<void> => {
    const server = await forkServer(new URL('replica.ts', import.meta.url), [JSON.stringify(settings)]);
    if (isStopped) return server.stop();
    running.add(server);
    proxy.use(urls());
    const replica: Replica = {
      url: server.url,
      async replace() {
        if (!running.delete(server)) return;
        proxy.use(urls());
        await server.stop();
        if (!isStopped) await start();
      },
    };
    const { pid = 0 } = server.process;
    server.process.on('message', (message) => (message === 'request' ? onRequest(replica) : onHeld(replica, pid)));
    server.process.on('exit', (code) => {
      if (running.has(server)) throw new Error(`A replica ended with ${code} although nobody killed it.`);
    });
  };
  const proxy = await startRoundRobinProxy([]);
  await Promise.all([start(), start()]);
  return {
    url: proxy.url,
    urls,
    holdAt(moment) {
      askForStop(moment, 'until it is killed', files);
      return new Promise((resolve) => {
        onHeld = resolve;
      });
    },
    suspendAt(moment) {
      const wake = askForStop(moment, 'until it is woken', files);
      return new Promise((resolve) => {
        onHeld = (replica, pid) => resolve({ ...replica, wake: () => wake(pid) });
      });
    },
    async stop() {
      isStopped = true;
      const all = [...running];
      running.clear();
      await Promise.all([proxy.stop(), ...all.map((server) => server.stop()), ...starting]);
    },
  };
}
