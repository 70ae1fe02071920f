/**
 * Orders that an agent service works on. Each is a workflow of DBOS on PostgreSQL, and its run is one step of it: end the process at
 * any moment and start it again, and the orders continue where they were. DBOS starts the step again, and the journal knows which
 * calls of the run have been made.
 * Needs PostgreSQL (DATABASE_URL), the agent service (AGENT_URL), the warehouse whose API its tools call (WAREHOUSE_URL), and the
 * orders as arguments.
 */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Pool } from 'pg';
import { createBridge, defineTool, type RunBackend, type RunState, type ToolContext, ToolferryError } from 'toolferry';
import { createJournal, postgresStore } from 'toolferry/journal';

const { DATABASE_URL = '', AGENT_URL = '', WAREHOUSE_URL = '' } = process.env;
// Stable: DBOS recovers the workflows of an executor, and the journal the runs of a holder, when it is there again.
const executorID = 'orders-1';

/** Posts JSON. Throws `connection_lost` if the connection fails: the run can continue. */
async function post(url: string, body: unknown, signal: AbortSignal): Promise<Response> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  };
  return fetch(url, request).catch((cause: unknown) => {
    throw new ToolferryError('connection_lost', `The connection to ${url} was lost.`, { cause });
  });
}

const inputSchema = { type: 'object', properties: { item: { type: 'string' } }, required: ['item'] } as const;
async function callWarehouse(path: string, input: object, { signal, idempotencyKey }: ToolContext): Promise<string> {
  const response = await post(`${WAREHOUSE_URL}/${path}`, { ...input, idempotencyKey }, signal);
  if (!response.ok) throw new Error(await response.text());
  return response.text();
}
const tools = [
  defineTool({
    name: 'stock',
    description: 'How many of an item are in stock',
    inputSchema,
    metadata: { operationType: 'read' },
    handler: (input, context) => callWarehouse('stock', input, context),
  }),
  {
    ...defineTool({
      name: 'label',
      description: 'Print the label of an item; a label that is printed twice is thrown away',
      inputSchema,
      metadata: { operationType: 'write' },
      handler: (input, context) => callWarehouse('label', input, context),
    }),
    // Cut off, it is called again.
    idempotent: true,
  },
  defineTool({
    name: 'ship',
    description: 'Ship an item',
    inputSchema,
    metadata: { operationType: 'write' },
    // Cut off, it is not called again: the agent reads that nobody knows whether the item was shipped.
    handler: (input, context) => callWarehouse('ship', input, context),
  }),
];

/** The state of a run on the agent service. */
interface AgentState {
  readonly id: string;
  readonly round: number;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly input: object }[];
  readonly output?: string;
}

async function readState(response: Response): Promise<RunState<string>> {
  if (!response.ok) throw new ToolferryError('server_error', `The agent service answered ${response.status}.`);
  const { id, round, calls, output = '' } = (await response.json()) as AgentState;
  if (calls === undefined) return { status: 'completed', output };
  return { status: 'paused', pause: { version: 1, backend: 'orders', runId: id, calls, state: { round } } };
}

const agentService: RunBackend<string, string> = {
  name: 'orders',
  // The service starts one run for a key.
  start: async (order, { key, signal }) => readState(await post(`${AGENT_URL}/runs`, { key, order }, signal)),
  async resume({ runId, state }, answers, { signal }) {
    const run = `${AGENT_URL}/runs/${runId}`;
    const response = await post(`${run}/answers`, { ...(state as object), answers }, signal);
    // Rounds have numbers, so that answers that arrive twice are refused: the run has moved on.
    return readState(response.status === 409 ? await fetch(run, { signal }) : response);
  },
};

const pool = new Pool({ connectionString: DATABASE_URL }).on('error', console.error);
const bridge = createBridge({ tools, journal: createJournal(postgresStore(pool), { holder: executorID }) });

const work = DBOS.registerWorkflow(
  (order: string) =>
    DBOS.runStep(() => bridge.run(agentService, order, { key: DBOS.workflowID }), {
      name: 'run',
      // A run whose connection was lost continues; one that has failed fails again, and runs nothing.
      retriesAllowed: true,
    }),
  { name: 'work' },
);

// Without a version, DBOS leaves the workflows alone that other code has started.
DBOS.setConfig({
  name: 'orders',
  systemDatabaseUrl: DATABASE_URL,
  executorID,
  applicationVersion: '1',
  logLevel: 'error',
});
await DBOS.launch();
for (const order of process.argv.slice(2)) {
  const workflow = await DBOS.startWorkflow(work, { workflowID: `order-${order}` })(order);
  console.log(order, await workflow.getResult());
}
await DBOS.shutdown();
await pool.end();
