import { type ReplicaFiles, replicaFiles } from '../../ag-ui/replicas/files.ts';
import type { AgentName } from '../../ag-ui/replicas/replica.ts';
import { type ServerEffect, serverCallsOf } from '../../ag-ui/replicas/script.ts';
import { type Replica, startReplicas } from '../../ag-ui/replicas/start-replicas.ts';
import { readLines } from '../effects.ts';
import { type StoreName, startStore } from '../journals.ts';
import type { PlannedRun } from '../plan.ts';
import { seededRandom } from '../random.ts';
import { faultsOfNetworks, type ReceivedAnswer, type ServerCounts, type System } from '../system.ts';

/** A client and a replica are killed at most this many milliseconds after a handler or a request has begun. */
const killWithinMs = { client: 1_000, replica: 150 };
/** The share of requests whose replica is killed, if both are there. */
const killShare = 0.5;
/** Longer than a replica stands still on a busy machine: LangGraph's checkpointers do not know the lease. */
const leaseMs = 2_000;

export const langgraphOverAGUI = overAGUI('langgraph', 'redis', 'LangGraph over AG-UI, 2 replicas');
export const aiSDKOverAGUI = overAGUI('ai-sdk', 'postgres', 'AI SDK over AG-UI, 2 replicas');

/** Two replicas of an agent behind a proxy. They are killed too. */
function overAGUI(agent: AgentName, threads: StoreName, name: string): System {
  return {
    name,
    killWithinMs: killWithinMs.client,
    proxy: { pattern: /^POST/, faults: [...faultsOfNetworks, 'request twice'] },
    async start({ folder, seed, killsServers }) {
      const database = await startStore('postgres', folder);
      const threadStore = threads === 'postgres' ? database : await startStore(threads, folder);
      const store = { store: threadStore.store, address: threadStore.address };
      const settings = { agent, store, database: database.address, folder, leaseMs };
      const killer = killsServers ? createKiller(seed) : undefined;
      const replicas = await startReplicas(settings, killer?.onRequest);
      const files = replicaFiles(folder);
      return {
        url: replicas.url,
        prepare: async () => {},
        answers: async () => readLines<ReceivedAnswer>(files.answers),
        server: (runs) => countServer(runs, files, killer?.kills() ?? 0),
        async stop() {
          await replicas.stop();
          await threadStore.stop();
          if (threadStore !== database) await database.stop();
        },
      };
    },
  };
}

/** Kills replicas at random moments after a request, one at a time. */
function createKiller(seed: string) {
  const random = seededRandom(`${seed} replicas`);
  let kills = 0;
  let isKilling = false;
  const kill = async (replica: Replica): Promise<void> => {
    kills += 1;
    await replica.replace();
    isKilling = false;
  };
  return {
    kills: () => kills,
    onRequest(replica: Replica): void {
      if (isKilling || random() >= killShare) return;
      isKilling = true;
      setTimeout(() => void kill(replica), random() * killWithinMs.replica);
    },
  };
}

/** Counts from what the agent's own tool did, and from the results that the model was shown. */
function countServer(runs: readonly PlannedRun[], files: ReplicaFiles, kills: number): ServerCounts {
  const asked = runs.flatMap(serverCallsOf);
  const effects = readLines<ServerEffect>(files.serverEffects);
  const results = new Set(effects.map(({ plan, nonce }) => `found ${plan} ${nonce}`));
  const shown = readLines<ReceivedAnswer>(files.serverAnswers);
  const isRight = ({ plan, text }: ReceivedAnswer) => text.startsWith(`found ${plan} `) && results.has(text);
  const right = new Set(shown.filter(isRight).map(({ plan }) => plan));
  const wrong = new Set(shown.filter((answer) => !isRight(answer)).map(({ plan }) => plan));
  return {
    kills,
    asked: asked.length,
    effects: effects.length,
    lost: asked.filter((plan) => !right.has(plan)).length,
    wrong: wrong.size,
  };
}
