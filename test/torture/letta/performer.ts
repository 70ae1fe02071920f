import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Letta } from '@letta-ai/letta-client';
import { ToolferryError } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import type { Circumstances } from '../client.ts';
import type { PlannedRun } from '../plan.ts';
import type { Performer, PerformOptions } from '../system.ts';

export function lettaPerformer({ url, folder, tools, journal }: Circumstances): Performer {
  const agents = JSON.parse(readFileSync(join(folder, 'agents.json'), 'utf8')) as Record<string, string>;
  const client = new Letta({ baseURL: url, apiKey: 'not-a-key', maxRetries: 0 });
  const connect = ({ id }: PlannedRun) => connectLetta({ client, agentId: agents[id] ?? '', tools, journal });
  /** Runs the calls that a dead client left pending. Resolves to whether there were any. */
  const recover = async (run: PlannedRun, options: PerformOptions) => {
    const { calls } = await (await connect(run)).recover({ ...options, orphans: 'execute' });
    return calls.length > 0;
  };
  return {
    async start(run, options) {
      if (journal === undefined && (await recover(run, options))) return;
      await (await connect(run)).send('Go on until all is done.', options);
    },
    async resume(run, pause, options) {
      try {
        await (await connect(run)).resume(pause, options);
      } catch (error) {
        if (!ToolferryError.isInstance(error) || error.code !== 'already_resumed') throw error;
        // The answers had arrived, or the turn has ended.
        await recover(run, options);
      }
    },
  };
}
