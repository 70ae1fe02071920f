import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentEvent, createBridge, defineTool, type Pause, type RunEvent } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, memoryStore } from 'toolferry/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresMissing } from '../peers/postgres.ts';
import { redisMissing } from '../peers/redis.ts';
import { readLines } from '../torture/effects.ts';
import { startStore } from '../torture/journals.ts';
import { callsOf, type PlannedCall, type PlannedRun } from '../torture/plan.ts';
import type { ReceivedAnswer } from '../torture/system.ts';
import { replicaFiles } from './replicas/files.ts';
import type { Moment } from './replicas/moments.ts';
import type { AgentName } from './replicas/replica.ts';
import { type ServerEffect, serverCallsOf } from './replicas/script.ts';
import { type Replicas, startReplicas } from './replicas/start-replicas.ts';
import { sendUntilDone } from './send-until-done.ts';

const moments: readonly Moment[] = [
  'before the claim',
  'while the model works',
  'inside a server tool',
  'in mid-stream of the response',
  'before the record is written',
  'after the record is written',
];
/** Each agent dies at each moment over one store, and at one of them over the other one. */
const agents: readonly (readonly [string, AgentName, 'redis' | 'postgres', readonly Moment[]])[] = [
  ['LangGraph, threads in Redis', 'langgraph', 'redis', moments],
  ['LangGraph, threads in PostgreSQL', 'langgraph', 'postgres', ['before the record is written']],
  ['the AI SDK, threads in Redis', 'ai-sdk', 'redis', ['before the record is written']],
  ['the AI SDK, threads in PostgreSQL', 'ai-sdk', 'postgres', moments],
];
/** The request in which a replica dies, by the number of pauses that were answered before it. */
const requests = { start: 0, 'first answers': 1, 'last answers': 2 };

/** A client's tool, with a handler that returns this text. */
const clientTool = (answer: (plan: string) => string) =>
  defineTool({
    name: 'write',
    description: 'Runs where the client runs',
    inputSchema: { type: 'object', properties: { plan: { type: 'string' } }, required: ['plan'] },
    handler: ({ plan }) => answer(plan),
  });

let planned = 0;

/** Plans a run of two rounds with two calls each. */
function planRun(): PlannedRun {
  const id = `r${planned++}`;
  const call = (round: number) => (_: unknown, position: number) => ({
    id: `${id}.${round}.${position}`,
    tool: 'write' as const,
    delayMs: 0,
    fails: false,
  });
  const round = (_: unknown, index: number): PlannedCall[] => Array.from({ length: 2 }, call(index));
  return { id, rounds: Array.from({ length: 2 }, round) };
}

/** Starts two replicas for the tests of this suite. */
function useReplicas(agent: AgentName, store: 'redis' | 'postgres', leaseMs: number) {
  let replicas: Replicas;
  const served: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'toolferry-replicas-'));
  const files = replicaFiles(folder);
  const stops = [async () => rmSync(folder, { recursive: true })];

  beforeAll(async () => {
    const database = await startStore('postgres', folder);
    stops.push(database.stop);
    const threads = store === 'postgres' ? database : await startStore(store, folder);
    if (threads !== database) stops.push(threads.stop);
    const place = { store: threads.store, address: threads.address };
    const settings = { agent, database: database.address, store: place, folder, leaseMs };
    replicas = await startReplicas(settings, ({ url }) => void served.push(url));
    stops.push(replicas.stop);
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  /** The results of client tools that the model was shown. */
  const shown = ({ id }: PlannedRun) =>
    readLines<ReceivedAnswer>(files.answers).flatMap(({ plan, text }) => (plan.startsWith(`${id}.`) ? [text] : []));
  /** The calls of the agent's own tool that took effect. */
  const ranOnServer = ({ id }: PlannedRun) =>
    readLines<ServerEffect>(files.serverEffects).flatMap(({ plan }) => (plan.startsWith(`${id}.`) ? [plan] : []));
  return { replicas: () => replicas, served, shown, ranOnServer };
}

const missing = postgresMissing ?? redisMissing;
const suite = describe.skipIf(missing && !process.env.CI).each(agents);
const reason = missing ? ` (skipped: ${missing})` : '';

suite(`two replicas of %s:${reason}`, (_title, agent, store) => {
  const { replicas, served, shown, ranOnServer } = useReplicas(agent, store, 30_000);

  test('a pause of one is answered on the other, and every tool runs once', async () => {
    const run = planRun();
    const ran: string[] = [];
    const tool = clientTool((plan) => `done ${ran.push(plan)}`);
    const { text } = await createBridge({ tools: [tool] }).run(agUIBackend(replicas().url), JSON.stringify(run));
    expect(text).toBe('All is done.');
    expect([served.length, new Set(served).size, served[0] === served[1]]).toEqual([3, 2, false]);
    expect(ran.toSorted()).toEqual(callsOf([run]).map(({ id }) => id));
    expect(shown(run).toSorted()).toEqual(['done 1', 'done 2', 'done 3', 'done 4']);
    expect(ranOnServer(run)).toEqual(serverCallsOf(run));
  });

  test('of two clients that answer one pause on both at the same time one wins, and the model is shown only its answers', async () => {
    const { id, rounds } = planRun();
    const run = { id, rounds: rounds.slice(0, 1) };
    const starting = createBridge({ tools: [clientTool(() => 'not run')] });
    const { data } = await starting
      .run(agUIBackend(replicas().url), JSON.stringify(run), { maxRounds: 0 })
      .catch((error) => error);
    const ends = await Promise.allSettled(
      replicas()
        .urls()
        .map((url) => {
          const bridge = createBridge({ tools: [clientTool(() => `answered on ${url}`)] });
          return bridge.resume(agUIBackend(url), data.pause as Pause).then(() => url);
        }),
    );
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
    expect([won.length, refused]).toEqual([1, [expect.stringMatching(/^(already_resumed|conversation_busy)$/)]]);
    expect(shown(run)).toEqual([`answered on ${won}`, `answered on ${won}`]);
    expect(ranOnServer(run)).toEqual(serverCallsOf(run));
  });
});

suite(`two replicas of %s, of which${reason}`, (_title, agent, store, deaths) => {
  const { replicas, shown, ranOnServer } = useReplicas(agent, store, 800);

  describe.each(deaths)('one is killed %s', (moment) => {
    test.each(Object.entries(requests))(
      'in the %s: the other one finishes, and each client tool runs once',
      async (_request, answered) => {
        const run = planRun();
        const ran: string[] = [];
        const journal = createJournal(memoryStore());
        const bridge = createBridge({ tools: [clientTool((plan) => `done ${ran.push(plan)}`)], journal });
        let seeText = () => {};
        const text = new Promise<void>((resolve) => {
          seeText = resolve;
        });
        /** Kills the first replica that gets there. */
        const kill = async () => {
          const replica = await replicas().holdAt(moment);
          if (moment === 'in mid-stream of the response') await text;
          await replica.replace();
        };
        let death = answered === 0 ? kill() : undefined;
        const onEvent = (event: RunEvent) => {
          if (event.type === 'resumed' && event.round === answered) death ??= kill();
          if (event.type === 'backend' && (event.event as AgentEvent).type === 'text' && death) seeText();
        };
        const output = await sendUntilDone(() =>
          bridge.run(agUIBackend(replicas().url), JSON.stringify(run), { key: run.id, onEvent }),
        );
        await death;
        expect([output.text, death]).toEqual(['All is done.', expect.any(Promise)]);
        expect(ran.toSorted()).toEqual(callsOf([run]).map(({ id }) => id));
        expect(new Set(shown(run))).toEqual(new Set(['done 1', 'done 2', 'done 3', 'done 4']));
        expect(new Set(ranOnServer(run))).toEqual(new Set(serverCallsOf(run)));
      },
    );
  });
});
