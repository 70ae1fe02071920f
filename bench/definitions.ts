/** What it costs to make tools of many definitions, in units of one JSON round trip of their schemas in the same run. */
import { readFileSync } from 'node:fs';
import { createBridge, type ToolDefinition } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { fromMCPClient, type MCPClient } from 'toolferry/mcp';
import { median, milliseconds } from './in-turns.ts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../shared/data/${file}`, import.meta.url), 'utf8'));
const github: ToolDefinition[] = read('github-mcp-server.tools.json');
const berkeley: (Omit<ToolDefinition, 'inputSchema'> & { parameters: ToolDefinition['inputSchema'] })[] =
  read('bfcl.functions.json');

/** 1,000 real definitions: all that there are, and some of them again to make a thousand. Names are those of constants. */
const definitions = [
  ...github,
  ...berkeley.map(({ parameters, ...named }) => ({ ...named, inputSchema: parameters })),
  ...github,
]
  .slice(0, 1000)
  .map(({ name, description, inputSchema }, index) => ({ name: `${name}_${index}`, description, inputSchema }));

const copyOf = (schema: ToolDefinition['inputSchema']) => JSON.parse(JSON.stringify(schema)) as typeof schema;
/** Definitions that nothing has seen yet. */
const thousand = () =>
  definitions.map((definition, index) => ({
    ...definition,
    inputSchema: copyOf(definition.inputSchema),
    handler: () => index,
  }));
type Thousand = ReturnType<typeof thousand>;

const warmUp = 100;
const rounds = 61;
/** Of the round before. A full collection would also discard compiled code. */
const collectGarbage = () => globalThis.gc?.({ type: 'minor', execution: 'sync' });

for (const [title, make, atMost] of [
  ['1,000 tools: registered in a bridge', (tools: Thousand) => createBridge({ tools }), undefined],
  ['1,000 tools: and made LangChain tools', (tools: Thousand) => toLangChain(tools), 1],
  ['1,000 tools: and made AI SDK tools', (tools: Thousand) => toAISDK(tools), 1],
] as const) {
  for (let round = 0; round < warmUp; round++) make(thousand());
  const times: { readonly made: number; readonly copied: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const tools = thousand();
    collectGarbage();
    const made = await milliseconds(() => make(tools));
    collectGarbage();
    const copied = await milliseconds(() => tools.map(({ inputSchema }) => copyOf(inputSchema)));
    times.push({ made, copied });
  }
  const ratio = median(times.map(({ made, copied }) => made / copied));
  const limit = atMost === undefined ? '' : `, at most ${atMost}`;
  const medians = `${median(times.map(({ made }) => made)).toFixed(1)} / ${median(times.map(({ copied }) => copied)).toFixed(1)} ms`;
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (of a JSON round trip${limit})  ${medians}`);
  if (atMost !== undefined && ratio > atMost) process.exitCode = 1;
}

/** A server that lists these tools and no more; each time as new objects, which is what a client makes of a response. */
const relisting = (text: string): MCPClient & { parse(): void } => {
  let tools: readonly object[] = [];
  return {
    parse: () => {
      tools = JSON.parse(text);
    },
    request: async () => ({ tools }),
    callTool: async () => ({ content: [] }),
    getServerCapabilities: () => ({ tools: {} }),
  };
};
const small = definitions.map(({ name }, index) => ({
  name,
  description: `Reads file ${index}`,
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string', description: 'The path of the file' }, lines: { type: 'integer' } },
    required: ['path'],
  },
}));

for (const [title, listed] of [
  ['1,000 tools with two parameters: listed again, unchanged', small],
  ['1,000 real tools: listed again, unchanged', definitions],
] as const) {
  const client = relisting(JSON.stringify(listed));
  const bridge = createBridge();
  const times: { readonly parsed: number; readonly updated: number }[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const parsed = await milliseconds(() => client.parse());
    collectGarbage();
    const updated = await milliseconds(() => fromMCPClient(client, { bridge }));
    if (round >= warmUp) times.push({ parsed, updated });
  }
  const ratio = median(times.map(({ parsed, updated }) => updated / parsed));
  const medians = `${median(times.map(({ updated }) => updated)).toFixed(1)} / ${median(times.map(({ parsed }) => parsed)).toFixed(1)} ms`;
  console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (of parsing the list, at most 1)  ${medians}`);
  if (ratio > 1) process.exitCode = 1;
}

const bridge = createBridge({ tools: thousand().slice(0, 2) });
const [first, second] = [...bridge.tools].map(({ name }) => ({ id: 'c', name, input: {} }));
if (first && second) {
  const cold = await milliseconds(() => bridge.execute(first));
  const warm = await milliseconds(() => bridge.execute(second));
  console.log(`The first validated call: ${cold.toFixed(1)} ms; the next new schema: ${warm.toFixed(1)} ms`);
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

for (const [title, client] of [
  ['1,000 tools from an MCP server: screened', serverOf(thousand().map(({ handler: _, ...listed }) => listed))],
  ['one definition of 2 kB whose $defs double: screened', server(bomb)],
  ['one definition with an email pattern: accepted', server({ type: 'object', properties: { email } })],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) times.push(await milliseconds(() => fromMCPClient(client)));
  console.log(`${title.padEnd(60)} ${median(times).toFixed(1)} ms`);
}
