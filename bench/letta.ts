/** Turns of Letta agents on a real server with a scripted model. Skipped, with the reason, if the server is not installed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Letta } from '@letta-ai/letta-client';
import { defineTool } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { findLettaEnvironments } from '../test/peers/letta/environments.ts';
import { type ScriptedCall, writeScript } from '../test/peers/letta/script.ts';
import { startLettaServers } from '../test/peers/letta/start-servers.ts';
import { inTurns, median, milliseconds } from './in-turns.ts';
import { handWrittenTurn } from './letta-by-hand.ts';

const { missing } = await findLettaEnvironments();
if (missing !== undefined) console.log(`Letta: skipped. ${missing}`);
else await benchmark();

async function benchmark(): Promise<void> {
  const server = await startLettaServers({ appServer: false });
  try {
    const client = new Letta({ baseURL: server.baseUrl, apiKey: 'not-a-key' });
    await parallelCalls(client, server.model.url);
    await againstByHand(client, server.model.url);
  } finally {
    await server.stop();
  }
}

/** Compares five calls in one step, from the pause to the answers, to the same calls made sequentially. */
async function parallelCalls(client: Letta, modelUrl: string): Promise<void> {
  const wait = defineTool({
    name: 'wait',
    description: 'Wait',
    inputSchema: { type: 'object' },
    handler: () => sleep(200),
  });
  const calls = Array.from({ length: 5 }, (_, n) => ({ id: `call_${n}`, name: 'wait', arguments: {} }));
  const concurrent: number[] = [];
  const sequential: number[] = [];
  for (let round = 0; round < 5; round++) {
    const agentId = await createAgent(client, modelUrl, calls);
    const letta = await connectLetta({ client, agentId, tools: [wait] });
    let pausedAt = 0;
    await letta.send('Wait', {
      onEvent({ type }) {
        if (type === 'paused') pausedAt = performance.now();
        if (type === 'resumed') concurrent.push(performance.now() - pausedAt);
      },
    });
    const oneByOne = async () => {
      for (const { id, name, arguments: input } of calls) await letta.bridge.execute({ id, name, input });
    };
    sequential.push(await milliseconds(oneByOne));
  }
  const ratio = median(concurrent) / median(sequential);
  const medians = `${median(concurrent).toFixed(0)} / ${median(sequential).toFixed(0)} ms`;
  console.log(
    `${'Letta, 5 calls of 200 ms in one step, against one by one'.padEnd(60)} ${ratio.toFixed(2)} (at most 0.25)  ${medians}`,
  );
  if (ratio > 0.25) process.exitCode = 1;
}

/** Compares a turn with two calls to a loop written by hand. Each turn has a new agent, so that no context grows. */
async function againstByHand(client: Letta, modelUrl: string): Promise<void> {
  const rounds = 40;
  const echo = defineTool({
    name: 'echo',
    description: 'Echo',
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: ({ n }) => ({ n }),
  });
  const calls = [1, 2].map((n) => ({ id: `call_${n}`, name: 'echo', arguments: { n } }));
  const ours: Turn[] = [];
  const byHand: Turn[] = [];
  for (let turn = 0; turn <= rounds; turn++) {
    const [one, other] = [await createAgent(client, modelUrl, calls), await createAgent(client, modelUrl, calls)];
    const letta = await connectLetta({ client, agentId: one, tools: [echo] });
    ours.push(async () => (await letta.send('Echo')).text);
    byHand.push(() => handWrittenTurn(client, other, 'Echo'));
  }
  const runNext = async (turns: Turn[]) => {
    if ((await turns.pop()?.()) !== 'Done.') throw new Error('a turn ended with another text');
  };
  await inTurns(
    'Letta, a turn with two calls, against a loop by hand',
    1.05,
    rounds,
    () => runNext(ours),
    () => runNext(byHand),
  );
}

type Turn = () => Promise<string>;

async function createAgent(client: Letta, modelUrl: string, calls: readonly ScriptedCall[]): Promise<string> {
  const { marker } = await writeScript(modelUrl, [{ calls }, { text: 'Done.' }]);
  const { id } = await client.agents.create({
    system: `You are a benchmark. ${marker}`,
    model: 'openai-proxy/mock-model',
    model_settings: { provider_type: 'openai', parallel_tool_calls: true },
    include_base_tools: false,
  });
  return id;
}
