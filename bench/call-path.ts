/** Source files that one warm call enters, by V8's coverage of a build that keeps a file for each source file. */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Letta } from '@letta-ai/letta-client';
import { build } from 'esbuild';
import { findLettaEnvironments } from '../test/peers/letta/environments.ts';
import { writeScript } from '../test/peers/letta/script.ts';
import { startLettaServers } from '../test/peers/letta/start-servers.ts';

type Core = typeof import('toolferry');

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}.tmp/call-path`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/package.json`, '{"type":"module"}');
await build({
  entryPoints: globSync('src/**/*.ts', { cwd: root }).map((file) => root + file),
  outdir: folder,
  outbase: `${root}src`,
  format: 'esm',
  target: 'es2022',
});

/** An entry of that build, under the types of the package. */
const load = async <Entry>(entry: string): Promise<Entry> =>
  (await import(pathToFileURL(`${folder}/${entry}.js`).href)) as Entry;

const { defineTool } = await load<Core>('index');
const echo = defineTool({
  name: 'echo',
  description: 'Echo',
  inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  handler: async ({ n }) => ({ n }),
});

const langChain = await load<typeof import('toolferry/langchain')>('langchain/index');
const [tool] = langChain.createToolsFromClient([echo]);
const call = { type: 'tool_call' as const, id: 'call_1', name: 'echo', args: { n: 1 } };
// A schema that is checked often is compiled in the background, as in a process that has run for a while.
for (let warmUp = 0; warmUp < 200; warmUp++) await tool?.invoke(call);
await report('LangChain tool call', 22, () => tool?.invoke(call));

const aiSDK = await load<typeof import('toolferry/ai-sdk')>('ai-sdk/index');
const execute = aiSDK.createToolsFromClient([echo]).echo?.execute as (input: object, options: object) => unknown;
await report('AI SDK tool call', 20, () =>
  execute({ n: 1 }, { toolCallId: 'call_1', messages: [], context: undefined }),
);

const { missing } = await findLettaEnvironments();
if (missing !== undefined) console.log(`Letta turn with one local call: skipped. ${missing}`);
else await lettaTurn();

async function lettaTurn(): Promise<void> {
  const { connectLetta } = await load<typeof import('toolferry/letta')>('letta/index');
  const server = await startLettaServers({ appServer: false });
  try {
    const client = new Letta({ baseURL: server.baseUrl, apiKey: 'not-a-key' });
    const turn = [{ calls: [{ id: 'call_1', name: 'echo', arguments: { n: 1 } }] }, { text: 'Done.' }];
    const { marker } = await writeScript(server.model.url, [...turn, ...turn]);
    const { id: agentId } = await client.agents.create({
      system: `You are a benchmark. ${marker}`,
      model: 'openai-proxy/mock-model',
      model_settings: { provider_type: 'openai', parallel_tool_calls: true },
      include_base_tools: false,
    });
    const letta = await connectLetta({ client, agentId, tools: [echo] });
    await report('Letta turn with one local call', 45, async () => {
      const { text } = await letta.send('Echo');
      if (text !== 'Done.') throw new Error(`the turn ended with "${text}"`);
    });
  } finally {
    await server.stop();
  }
}

/** Does the work once to warm up, and counts the files that it enters the second time. */
async function report(title: string, atMost: number, work: () => unknown): Promise<void> {
  await work();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const entered = result
    .filter(
      ({ url, functions }) =>
        url.includes('/.tmp/call-path/') && functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)),
    )
    .map(({ url }) => url.split('/.tmp/call-path/')[1]);
  console.log(`${title.padEnd(60)} ${entered.length} files (at most ${atMost})`);
  if (process.argv.includes('--list')) console.log(entered.toSorted().join('\n'));
  if (entered.length > atMost) process.exitCode = 1;
}
