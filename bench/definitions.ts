/** What it costs to make tools of many definitions, and to load the package. Absolute times of this machine, as ratios have no peer. */
import { readFileSync } from 'node:fs';
import { createBridge, type ToolDefinition } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { fromMCPClient, type MCPClient } from 'toolferry/mcp';
import { median, milliseconds } from './in-turns.ts';

const file = new URL('../../shared/data/github-mcp-server.tools.json', import.meta.url);
const real: ToolDefinition[] = JSON.parse(readFileSync(file, 'utf8'));
const thousand = () =>
  Array.from({ length: 1000 }, (_, index) => {
    const { name, description, inputSchema } = real[index % real.length] as ToolDefinition;
    return { name: `${name}_${index}`, description, inputSchema: structuredClone(inputSchema), handler: () => index };
  });

for (const [title, make] of [
  ['1,000 tools: registered in a bridge', (tools: ReturnType<typeof thousand>) => createBridge({ tools })],
  ['1,000 tools: and made LangChain tools', toLangChain],
  ['1,000 tools: and made AI SDK tools', toAISDK],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const tools = thousand();
    times.push(await milliseconds(() => make(tools)));
  }
  const time = median(times);
  console.log(`${title.padEnd(60)} ${time.toFixed(1)} ms (at most 10)`);
  if (time > 10) process.exitCode = 1;
}

const bridge = createBridge({ tools: thousand().slice(0, 2) });
const [first, second] = [...bridge.tools].map(({ name }) => ({ id: 'c', name, input: {} }));
if (first && second) {
  const cold = await milliseconds(() => bridge.execute(first));
  const warm = await milliseconds(() => bridge.execute(second));
  console.log(
    `The first validated call loads typebox: ${cold.toFixed(1)} ms; the next new schema: ${warm.toFixed(1)} ms`,
  );
}

/** A server that lists these tools and no more. */
const serverOf = (tools: readonly object[]): MCPClient => ({
  request: async () => ({ tools }),
  callTool: async () => ({ content: [] }),
  getServerCapabilities: () => ({ tools: {} }),
});
const next = (n: number) => ({ $ref: `#/$defs/d${n}` });
const doubling = Object.fromEntries(
  Array.from({ length: 24 }, (_, n) => [`d${n}`, { allOf: [next(n + 1), next(n + 1)] }]),
);
const bomb = { type: 'object', properties: { x: next(0) }, $defs: { ...doubling, d24: { type: 'string' } } };
const email = { pattern: '^(?:[\\w+-]+\\.)*[\\w+-]+@(?:[A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z]{2,}$' };
const server = (inputSchema: object) => serverOf([{ name: 'one', description: 'One', inputSchema }]);

for (const [title, client, most] of [
  ['1,000 tools: taken in from a server', serverOf(thousand().map(({ handler: _, ...listed }) => listed)), 50],
  ['one definition of 2 kB whose $defs double: refused', server(bomb), 5],
  ['one definition with a pattern of an address: taken in', server({ type: 'object', properties: { email } }), 5],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) times.push(await milliseconds(() => fromMCPClient(client)));
  const time = median(times);
  console.log(`${title.padEnd(60)} ${time.toFixed(1)} ms (at most ${most})`);
  if (time > most) process.exitCode = 1;
}
