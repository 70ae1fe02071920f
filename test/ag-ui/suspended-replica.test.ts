import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBridge, defineTool } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, memoryStore } from 'toolferry/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresMissing } from '../peers/postgres.ts';
import { redisMissing } from '../peers/redis.ts';
import { readLines } from '../torture/effects.ts';
import { startStore } from '../torture/journals.ts';
import { replicaFiles } from './replicas/files.ts';
import type { Moment } from './replicas/moments.ts';
import type { AgentName } from './replicas/replica.ts';
import { type Replicas, type SuspendedReplica, startReplicas } from './replicas/start-replicas.ts';
import { sendUntilDone } from './send-until-done.ts';

const missing = postgresMissing ?? redisMissing;
const reason = missing ? ` (skipped: ${missing})` : '';
const agents: readonly (readonly [string, AgentName])[] = [
  ['LangGraph', 'langgraph'],
  ['the AI SDK', 'ai-sdk'],
];

describe.skipIf(missing && !process.env.CI).each(agents)(
  `two replicas of %s, of which one${reason}`,
  (_title, agent) => {
    const folder = mkdtempSync(join(tmpdir(), 'toolferry-replicas-'));
    const files = replicaFiles(folder);
    const stops = [async () => rmSync(folder, { recursive: true })];
    let replicas: Replicas;

    beforeAll(async () => {
      const { store, address, stop } = await startStore('postgres', folder);
      stops.push(stop);
      const place = { store, address };
      replicas = await startReplicas({ agent, database: address, store: place, folder, leaseMs: 500 });
      stops.push(replicas.stop);
    });
    afterAll(async () => {
      for (const stop of stops.toReversed()) await stop();
    });

    const moments: readonly Moment[] = ['while the model works', 'inside a server tool'];
    test.each(moments)(
      'is suspended %s for longer than its lease: it leaves the thread to the other one, which asks for each call once',
      async (moment) => {
        const call = (round: number) => ({
          id: `${moment}.${round}.0`,
          tool: 'write' as const,
          delayMs: 0,
          fails: false,
        });
        const question = JSON.stringify({ id: moment, rounds: [[call(0)], [call(1)]] });
        const ran: string[] = [];
        let suspended: SuspendedReplica | undefined;
        let lost: Promise<void> | undefined;
        /** Wakes the replica, and waits until it has found out that its run is not its own any more. */
        const wake = async (): Promise<void> => {
          const before = readLines(files.errors).length;
          suspended?.wake();
          await expect.poll(() => readLines(files.errors).length).toBeGreaterThan(before);
        };
        const tool = defineTool({
          name: 'write',
          description: 'Runs where the client runs',
          inputSchema: { type: 'object', properties: { plan: { type: 'string' } }, required: ['plan'] },
          async handler({ plan }) {
            if (ran.push(plan) === 1) lost = wake();
            await lost;
            return 'done';
          },
        });
        // The connection to the suspended replica breaks, and the client goes on with the other one.
        const broken = new AbortController();
        const suspending = replicas.suspendAt(moment).then((replica) => {
          suspended = replica;
          broken.abort();
        });
        const backend = agUIBackend(replicas.url, {
          fetch: (url, init) =>
            suspended
              ? fetch(replicas.urls().find((other) => other !== suspended?.url) ?? url, init)
              : fetch(url, { ...init, signal: broken.signal }),
        });
        const bridge = createBridge({ tools: [tool], journal: createJournal(memoryStore()) });
        const output = await sendUntilDone(() => bridge.run(backend, question, { key: moment }));
        await suspending;
        // The tool waits for it as well, but a tool that fails does not fail the run.
        await lost;
        expect(output.text).toBe('All is done.');
        expect(ran).toEqual([call(0).id, call(1).id]);
      },
      30_000,
    );
  },
);
