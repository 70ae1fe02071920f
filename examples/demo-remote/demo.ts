/**
 * Two replicas of an agent server behind a proxy, and a client with its own tools. Each agent calls a server tool, two client tools, and
 * a server tool that must be approved, all in one step. The replica that works is killed, and the other one finishes. Then the same client
 * gives the same task to an agent in Python.
 * Run it with `npm run demo:remote`; the models are scripts. It needs the programs of PostgreSQL.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgresMissing, startPostgres } from '../../test/peers/postgres.ts';
import { startTimeline } from '../timeline.ts';
import { createTables } from './database.ts';
import { startRoundRobinProxy } from './proxy.ts';
import { startPythonAgent } from './python-agent.ts';
import { reasonToKill } from './reason-to-kill.ts';
import { countTable, type PlacedEvent, problemsOf, recordEvent } from './record.ts';
import { createReplicas } from './replicas.ts';
import { task } from './script.ts';
import { startProcess } from './start-process.ts';

if (postgresMissing !== undefined) {
  console.error(`${postgresMissing}. Install it: apt install postgresql, brew install postgresql. It need not run.`);
  process.exit(1);
}
const folder = mkdtempSync(path.join(os.tmpdir(), 'toolferry-demo-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
// Ctrl+C also exits normally, so that nothing is left behind.
process.once('SIGINT', () => process.exit(130));
writeFileSync(path.join(folder, 'calendar.txt'), 'free from the 9th');
writeFileSync(path.join(folder, 'budget.txt'), '400 francs');

console.log('Starting PostgreSQL, an agent in Python, and two replicas of an agent server …');
const [postgres, python] = await Promise.all([startPostgres(), startPythonAgent()]);
await createTables(postgres.url);

const events: PlacedEvent[] = [];
let agent = '';
const env = { DATABASE_URL: postgres.url, AGENT_TOKEN: crypto.randomUUID() };
const replicas = createReplicas(new URL('replica.ts', import.meta.url), env, async (where, event) => {
  recordEvent(events, { agent, where, ...event });
  const reason = reasonToKill(events);
  if (reason === undefined) return;
  await replicas.kill(where);
  recordEvent(events, { agent, where, what: 'kill', text: `SIGKILL ${reason}` });
});
const proxy = await startRoundRobinProxy(await replicas.start());
console.log(
  `The replicas are behind ${proxy.url}, with /langgraph and /ai-sdk. The models are scripts.\nTask: ${task}`,
);
console.log('Each line: the time since the client sent the task, the process, and what happens there.');

const agents = [
  { name: 'LangGraph agent', url: `${proxy.url}/langgraph` },
  { name: 'AI SDK agent', url: `${proxy.url}/ai-sdk` },
  ...(python ? [{ name: 'pydantic-ai agent', url: python.url }] : []),
];
const client = startProcess(new URL('client.ts', import.meta.url), {
  args: [folder, ...agents.flatMap(({ name, url }) => [name, url])],
  env,
  async onEvent(event) {
    if (event.what === 'agent') {
      agent = event.text;
      proxy.use(await replicas.start());
      startTimeline(agent);
    } else recordEvent(events, { agent, where: 'client', ...event });
  },
});
await once(client, 'exit');
for (const event of (await python?.ran()) ?? []) recordEvent(events, { agent, where: 'python', ...event });

console.log(`\n${countTable(events)}\n`);
const problems = agents.flatMap(({ name }) => problemsOf(name, events));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else {
  console.log(
    'Each client tool, each approval and each approved tool once, although replicas were killed: client and server',
  );
  console.log('each have a journal. A tool that only reads runs again if it was cut off.');
}
if (!python) console.log('The agent in Python is missing: npm run peers:setup installs it.');

replicas.stop();
await Promise.all([proxy.stop(), postgres.stop(), python?.stop()]);
