/**
 * Two replicas of one agent server behind a round-robin proxy, and a client with tools of its own. Each agent asks in one step for a
 * server tool, two client tools and one that must be approved. The replica that works is killed, and the other one finishes.
 * Run it with `npm run demo:remote`; the models are scripts. It needs the programs of PostgreSQL.
 */
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgresMissing, startPostgres } from '../../test/peers/postgres.ts';
import { startTimeline } from '../timeline.ts';
import { problemsOf } from './check.ts';
import { createTables } from './database.ts';
import { startProcess } from './processes.ts';
import { startRoundRobinProxy } from './proxy.ts';
import { countTable, createRecord } from './record.ts';
import { isTimeToKill } from './kill.ts';
import { task } from './script.ts';

if (postgresMissing !== undefined) {
  console.error(`${postgresMissing}. Install it (apt install postgresql, brew install postgresql). No server has to run.`);
  process.exit(1);
}
const folder = mkdtempSync(path.join(os.tmpdir(), 'toolferry-demo-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
// Ctrl+C also exits normally, so that nothing is left behind.
process.once('SIGINT', () => process.exit(130));
writeFileSync(path.join(folder, 'march-receipts.txt'), '12 EUR and 30 EUR');
writeFileSync(path.join(folder, 'march-calendar.txt'), 'nine days in Basel');

const postgres = await startPostgres();
await createTables(postgres.url);
const env = { DATABASE_URL: postgres.url, AGENT_TOKEN: crypto.randomUUID() };
const record = createRecord();
const replicas = new Map<string, { readonly url: string; readonly child: ChildProcess }>();
const proxy = await startRoundRobinProxy([]);
let agent = '';

function startReplica(name: string): Promise<void> {
  return new Promise((resolve) => {
    startProcess({
      file: 'replica.ts',
      env,
      async onEvent(event, child) {
        if (event.what === 'listening') {
          replicas.set(name, { url: event.text, child });
          return resolve();
        }
        record.add({ agent, where: name, ...event });
        if (!isTimeToKill(record.events)) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
        record.add({ agent, where: name, what: 'kill', text: 'by SIGKILL' });
      },
    });
  });
}

async function startReplicas() {
  for (const name of ['replica 1', 'replica 2']) 
    if (!replicas.get(name)?.child.connected) await startReplica(name);
  proxy.use([...replicas.values()].map(({ url }) => url));
}

await startReplicas();
const agents = ['LangGraph agent', `${proxy.url}/langgraph`, 'AI SDK agent', `${proxy.url}/ai-sdk`];
const client = startProcess({
  file: 'client.ts',
  args: [folder, ...agents],
  env,
  async onEvent(event) {
    if (event.what === 'agent') {
      agent = event.text;
      startTimeline(`${agent}\nTask: ${task}`);
    } else record.add({ agent, where: 'client', ...event });
    if (event.what === 'finished') await startReplicas();
  },
});
await once(client, 'exit');

console.log(`\n${countTable(record.events)}`);
const problems = ['LangGraph agent', 'AI SDK agent'].flatMap((name) => problemsOf(name, record.events));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
for (const { child } of replicas.values()) child.disconnect();
await proxy.stop();
await postgres.stop();
