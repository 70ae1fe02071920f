/**
 * One remote call over AG-UI: a bridge runs an agent on a server, which calls one client tool. Against two plain `fetch` round trips
 * through the same HTTP adapter, with the same requests and the same frames, whose bodies are read whole. Server and client are two
 * processes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createBridge, defineTool } from 'toolferry';
import { type AGUIRequest, agUIBackend } from 'toolferry/ag-ui';
import { answer } from './ag-ui-agents.ts';
import { inTurns } from './in-turns.ts';
import { readFile, type Shape, shapes } from './shapes.ts';

const server = fork(fileURLToPath(new URL('./ag-ui-server.ts', import.meta.url)));
const [url] = (await once(server, 'message')) as [string];
/** Of one call each: on a busy machine the median of many short turns varies less than that of a few long ones. */
const rounds = 1_000;
const warmUp = 1_000;

interface Measurement {
  readonly title: string;
  readonly agent: string;
  readonly shape: Shape;
  readonly atMost: number;
  /** What the tool returns. */
  readonly output?: unknown;
  /** The tools that are offered in addition. */
  readonly others?: readonly Shape[];
  /** The messages before the one that the agent answers. */
  readonly history?: Exclude<AGUIRequest, string>['messages'];
}

const talk = Array.from({ length: 100 }, (_, n) => [
  { role: 'user' as const, content: `Question ${n}: ${'what is there to see '.repeat(10)}?` },
  { role: 'assistant' as const, content: `Answer ${n}: ${'there is this and that '.repeat(20)}.` },
]).flat();

/** For the shapes of inputs. What grows with the conversation, the tools or a result is printed without a goal. */
const goal = 2.5;
const noGoal = Number.POSITIVE_INFINITY;
for (const shape of [readFile, ...shapes.filter(({ title }) => title.endsWith('open'))])
  await compareCalls({ title: shape.title, agent: 'scripted', shape, atMost: goal });
await compareCalls({
  title: 'a result of 50 kB',
  agent: 'scripted',
  shape: readFile,
  output: 'x'.repeat(50_000),
  atMost: noGoal,
});
await compareCalls({
  title: '21 tools offered',
  agent: 'scripted',
  shape: readFile,
  others: Array.from({ length: 20 }, (_, n) => shapes[n % shapes.length] ?? readFile),
  atMost: noGoal,
});
await compareCalls({
  title: '200 messages before, 80 kB',
  agent: 'scripted',
  shape: readFile,
  history: talk,
  atMost: noGoal,
});
for (const agent of ['langgraph', 'ai-sdk'])
  await compareCalls({ title: agent, agent, shape: readFile, atMost: noGoal });
server.kill();

interface Exchange {
  readonly body: string;
  readonly frames: string;
}

async function compareCalls(measurement: Measurement): Promise<void> {
  const { title, agent, atMost } = measurement;
  const exchanges: Exchange[] = [];
  await runOf(measurement, async (address, init) => {
    const response = await fetch(address, init);
    exchanges.push({ body: String(init?.body), frames: await response.clone().text() });
    return response;
  })();
  for (const [index, { frames }] of exchanges.entries())
    await fetch(`${url}/frames/${agent}-${index}`, { method: 'PUT', body: frames });
  const [ours, peer] = [runOf(measurement), twoFetches(agent, exchanges)];
  for (let call = 0; call < warmUp; call++) {
    await ours();
    await peer();
  }
  await inTurns(`AG-UI, ${title}`, atMost, rounds, ours, peer);
}

/** One remote call, from the request to the agent's answer. */
function runOf(
  { agent, shape, output = { done: true }, others = [], history = [] }: Measurement,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): () => Promise<void> {
  const tool = (name: string, { inputSchema }: Shape) =>
    defineTool({ name, description: 'Do it', inputSchema, handler: async () => output });
  const tools = [tool('work', shape), ...others.map((other, n) => tool(`other_${n}`, other))];
  const bridge = createBridge({ tools });
  const backend = agUIBackend(`${url}/${agent}`, { fetch });
  const messages = [...history, { role: 'user' as const, content: shape.title }];
  return async () => {
    const { text } = await bridge.run(backend, { messages });
    if (text !== answer) throw new Error(text);
  };
}

function twoFetches(agent: string, exchanges: readonly Exchange[]): () => Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  return async () => {
    for (const [index, { body, frames }] of exchanges.entries()) {
      const response = await fetch(`${url}/replay/${agent}-${index}`, { method: 'POST', headers, body });
      if ((await response.text()) !== frames) throw new Error('other frames');
    }
  };
}
