/**
 * A process that runs a graph under a key, whose `execute_code` waits for a person, and which kills itself at one point.
 * Its argument is a `NestedLife` as JSON. It prints its ATP session, and then how its run ended.
 */
import { appendFileSync } from 'node:fs';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { Pool } from 'pg';
import { createBridge, type LateDecision } from 'toolferry';
import type { ATPSession } from 'toolferry/atp';
import { createJournal, type JournalStore, postgresStore } from 'toolferry/journal';
import { langGraphBackend } from 'toolferry/langgraph';
import { createNestedAgent } from '../../langchain/support/nested-agent.ts';

export interface NestedLife {
  readonly key: string;
  readonly database: string;
  readonly baseUrl: string;
  readonly holder: string;
  readonly leaseMs: number;
  readonly session?: ATPSession | undefined;
  /** One line for each call of a client tool that takes effect. */
  readonly effects: string;
  readonly decisions?: { readonly [toolCallId: string]: LateDecision } | undefined;
  /** Where the process dies; absent where it does not. */
  readonly point?: NestedPoint | undefined;
}

export type NestedPoint =
  | 'when the code has started'
  | 'when its pause is recorded'
  | 'when the graph is interrupted'
  | 'before the approved call is claimed'
  | 'in the approved call'
  | 'before its answer is sent'
  | 'when the output is recorded';

const life = JSON.parse(process.argv[2] ?? '') as NestedLife;

/** Ends the process if it is at its point. Nothing after this line runs. */
function dieAt(point: NestedPoint): void {
  if (life.point !== point) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

function dyingStore(store: JournalStore): JournalStore {
  return {
    ...store,
    async write(key, run, before) {
      const { backend, calls } = JSON.parse(run.text);
      const isClaim = backend === 'atp' && calls.some(({ started, answer }: never) => started && !answer);
      if (isClaim && run.text.includes('"name":"refund"')) dieAt('before the approved call is claimed');
      const isWritten = await store.write(key, run, before);
      if (backend === 'atp' && run.text.includes('"waiting"') && run.text.includes('"holder":null'))
        dieAt('when its pause is recorded');
      if (backend === 'atp' && !run.open) dieAt('when the output is recorded');
      return isWritten;
    },
  };
}

const dyingFetch: typeof fetch = async (input, init) => {
  if (String(init?.body).includes('refund 5')) dieAt('before its answer is sent');
  const response = await fetch(input, init);
  if (String(input).endsWith('/api/execute')) dieAt('when the code has started');
  return response;
};

const pool = new Pool({ connectionString: life.database });
const checkpointer = new PostgresSaver(pool as never);
await checkpointer.setup();
const { key, holder, leaseMs, baseUrl, session, decisions } = life;
const journal = createJournal(dyingStore(postgresStore(pool)), { holder, leaseMs });
const { agent, atp } = await createNestedAgent({
  baseUrl,
  journal,
  session,
  checkpointer,
  fetch: dyingFetch,
  onRan(done) {
    appendFileSync(life.effects, `${done}\n`);
    if (done.startsWith('refund')) dieAt('in the approved call');
  },
});
const print = (value: unknown) => new Promise((resolve) => process.stdout.write(`${JSON.stringify(value)}\n`, resolve));
await print(atp.session);
const bridge = createBridge({ approve: () => 'later', journal });
const input = { messages: [{ id: 'message-0', role: 'user', content: 'go' }] };
const run = bridge.run(langGraphBackend(agent), { input }, { key, decisions });
await run.then(
  ({ values }) => print({ results: values.messages.filter(({ type }) => type === 'tool').map(({ text }) => text) }),
  ({ code, message, data }) => print({ code, message, pause: data?.pause }),
);
dieAt('when the graph is interrupted');
await pool.end();
atp.close();
