import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Letta } from '@letta-ai/letta-client';
import { type Script, type Step, writeScript } from '../../peers/letta/script.ts';
import { startLettaServers } from '../../peers/letta/start-servers.ts';
import type { PlannedRun } from '../plan.ts';
import type { ReceivedAnswer, System } from '../system.ts';

/** Letta's V1 server. Each run is a message to an agent of its own, whose scripted model calls the tools. */
export const letta: System = {
  name: 'Letta server 0.16.8',
  killWithinMs: 60,
  async start({ folder }) {
    const { baseUrl, model, stop } = await startLettaServers({ appServer: false });
    const client = new Letta({ baseURL: baseUrl, apiKey: 'not-a-key' });
    const scripts: Script[] = [];
    const agents: Record<string, string> = {};
    return {
      url: baseUrl,
      async prepare(runs) {
        for (const run of runs.slice(scripts.length)) {
          const script = await writeScript(model.url, stepsOf(run));
          scripts.push(script);
          agents[run.id] = await createAgent(client, script);
        }
        writeFileSync(join(folder, 'agents.json'), JSON.stringify(agents));
      },
      answers: async () => (await Promise.all(scripts.map(resultsOf))).flat(),
      stop,
    };
  },
};

function stepsOf({ rounds }: PlannedRun): Step[] {
  return rounds.map((calls) => ({
    calls: calls.map(({ id, tool, delayMs, fails }) => ({
      id: `call_${id}`,
      name: tool,
      arguments: { plan: id, delayMs, fails },
    })),
  }));
}

async function createAgent(client: Letta, { marker }: Script): Promise<string> {
  const { id } = await client.agents.create({
    system: `You are a test. ${marker}`,
    model: 'openai-proxy/mock-model',
    model_settings: { provider_type: 'openai', parallel_tool_calls: true },
    include_base_tools: false,
  });
  return id;
}

/** The results that the model has read: each of its requests has those of all rounds before. */
async function resultsOf(script: Script): Promise<ReceivedAnswer[]> {
  const messages = (await script.requests()).flatMap((request) => request.messages);
  return messages
    .filter(({ role }) => role === 'tool')
    .map(({ tool_call_id: id = '', content }) => ({ plan: id.replace('call_', ''), text: String(content) }));
}
