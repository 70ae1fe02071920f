import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Bridge, createBridge, type RefusedTool, ToolferryError, type ToolResult } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { startToolServer } from '../../peers/mcp/tool-server.ts';
import { attack, each, type Group, type Variant } from '../attack.ts';
import { cpuMs } from '../longest-block.ts';
import { outcomeOf, reasons } from '../remote-tools.ts';
import { type Called, type MCPScript, type MCPServer, startMCP } from '../servers/mcp-server.ts';

interface Attacked {
  readonly bridge: Bridge;
  readonly server: MCPServer;
  readonly refused: RefusedTool[];
  call(name: string, input?: object): Promise<ToolResult>;
}

const listed = (name: string, more: object = {}) => ({
  name,
  description: name,
  inputSchema: { type: 'object' },
  ...more,
});

/** Connects both clients to a server with this script, one after the other. */
async function attacked(script: MCPScript, use: (attacked: Attacked) => Promise<unknown>): Promise<void> {
  for (const kind of ['client 2', 'sdk 1'] as const) {
    const server = await startMCP({ ...script });
    const client = await server.connect(kind);
    const bridge = createBridge({ approve: () => true });
    const refused: RefusedTool[] = [];
    try {
      await fromMCPClient(client, { bridge, onRefused: (tool) => refused.push(tool) });
      await use({ bridge, server, refused, call: (name, input = {}) => bridge.execute({ id: 'call', name, input }) });
    } finally {
      await client.close();
      await server.stop();
    }
  }
}

const names = ({ bridge }: Attacked): string[] => [...bridge.tools].map(({ name }) => name);

/** Definitions whose arguments cannot be sent in a header. */
const badHeaders: Readonly<Record<string, unknown>> = {
  'a number': 5,
  'an empty name': '',
  'a name with a space': 'My Region',
  'a name with a line break': 'Region\r\nX-Evil: 1',
  'a name with a colon': 'Region:',
};

/** A tool that revision 2026-07-28 excludes is not offered; the other one is. */
async function isExcluded(header: unknown): Promise<void> {
  await withModern({ region: { type: 'string', 'x-mcp-header': header } }, (bridge, refused) => {
    assert.ok(!bridge.tools.get('bad'), 'the tool is offered');
    assert.ok(bridge.tools.get('good'), reasons(refused));
  });
}

async function withModern(properties: object, use: (bridge: Bridge, refused: RefusedTool[]) => unknown): Promise<void> {
  const good = { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } };
  const server = startToolServer({ bad: { type: 'object', properties }, good });
  const client = new Client({ name: 'attack', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch: server.fetch }));
  const bridge = createBridge();
  const refused: RefusedTool[] = [];
  await fromMCPClient(client, { bridge, onRefused: (tool) => refused.push(tool) });
  use(bridge, refused);
  await client.close();
  await server.stop();
}

/** Notifications of changes, of which the list has none. */
const restless: Readonly<Record<string, readonly [tools: number, notifications: number]>> = {
  'four thousand tools': [4000, 1],
  'four thousand tools, twenty times in a row': [4000, 20],
  'a thousand tools, two hundred times in a row': [1000, 200],
  'one tool, two thousand times in a row': [1, 2000],
};

async function staysCalm([count, notifications]: readonly [number, number]): Promise<void> {
  const tools = Array.from({ length: count }, (_, n) => listed(`tool_${n}`));
  await attacked({ tools }, async (given) => {
    const before = names(given);
    const readings = given.server.readings();
    while (!given.server.isHeard()) await sleep(5);
    const [start, begun] = [cpuMs(), performance.now()];
    for (let n = 0; n < notifications; n++) {
      given.server.changed();
      if (n % 10 === 0) await sleep(1);
    }
    while (given.server.readings() === readings) await sleep(5);
    await sleep(400);
    const took = cpuMs() - start;
    assert.deepEqual(names(given), before);
    const read = given.server.readings() - readings;
    assert.ok(read <= 2 + (performance.now() - begun) / 100, `read the list ${read} times`);
    assert.ok(took < 1000, `took ${took.toFixed(0)} ms`);
  });
}

const text = (value: string) => ({ type: 'text', text: value });
/** Answers of a server, and what the model has to read of them. */
const answers: Readonly<Record<string, readonly [answer: object, seen: RegExp]>> = {
  'structured content next to a summary': [
    { content: [text('2 files')], structuredContent: { files: ['a', 'b'] } },
    /"a"/,
  ],
  'a failure whose reason is structured': [
    { isError: true, content: [], structuredContent: { reason: 'no disk' } },
    /no disk/,
  ],
  'a failure with a summary and a structured reason': [
    { isError: true, content: [text('failed')], structuredContent: { reason: 'no disk' } },
    /no disk/,
  ],
  'two embedded texts': [
    {
      content: [
        { type: 'resource', resource: { uri: 'file:///a.txt', text: 'A' } },
        { type: 'resource', resource: { uri: 'file:///b.txt', text: 'B' } },
      ],
    },
    /file:\/\/\/a\.txt[\s\S]*file:\/\/\/b\.txt/,
  ],
  'a link to a resource': [
    { content: [{ type: 'resource_link', uri: 'file:///c.txt', name: 'c' }] },
    /file:\/\/\/c\.txt/,
  ],
};

async function isShown([answer, seen]: readonly [object, RegExp]): Promise<void> {
  await attacked({ tools: [listed('work')], call: () => answer }, async ({ call }) => {
    const { output, content, error } = await call('work');
    const shown = (content ?? []).map((part) => ('text' in part ? part.text : '')).join('\n');
    assert.match(error?.message ?? (content === undefined ? JSON.stringify(output) : shown), seen);
  });
}

/** Names that become equal where models accept only letters of ASCII. */
const collisions: Readonly<Record<string, readonly string[]>> = {
  'two Chinese names': ['get_\u5929\u6c14', 'get_\u65b0\u95fb'],
  'a dot and an underscore': ['notion.search', 'notion_search'],
  'a space and an underscore': ['add document', 'add_document'],
  'only Cyrillic names': [
    '\u0447\u0442\u0435\u043d\u0438\u0435',
    '\u0437\u0430\u043f\u0438\u0441\u044c',
    '\u043f\u043e\u0438\u0441\u043a',
  ],
  'three ways to write one name': ['a.b', 'a b', 'a_b'],
  'long names with one start': ['\u4e00', '\u4e8c'].map((end) => `${'x'.repeat(80)}${end}`),
};

/** Each tool is offered under a name of its own, which reaches the right tool and stays when the list is read again. */
async function areAllOffered(tools: readonly string[]): Promise<void> {
  const { toolName } = await import('toolferry');
  const answer = ({ name }: Called) => ({ content: [text(`ran ${name}`)] });
  await attacked(
    { tools: tools.map((name) => listed(name)), call: answer },
    async ({ bridge, call, server, refused }) => {
      assert.equal(reasons(refused), '');
      const visible = () => [...bridge.tools].map((tool) => toolName(tool));
      const before = visible();
      assert.equal(new Set(before).size, tools.length, `offered: ${before}`);
      assert.ok(
        before.every((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name)),
        `offered: ${before}`,
      );
      for (const name of before) assert.equal(outcomeOf(await call(name)), 'ran');
      assert.deepEqual(server.called.map(({ name }) => name).sort(), [...tools].sort());
      await sleep(50);
      server.changed();
      await sleep(300);
      assert.deepEqual(visible().sort(), before.sort());
    },
  );
}

/** Tools that cannot be called as a tool. */
const tasks: Readonly<Record<string, readonly [execution: unknown, isOffered: boolean]>> = {
  'a task is required': [{ taskSupport: 'required' }, false],
  'a task is optional': [{ taskSupport: 'optional' }, true],
  'a task is forbidden': [{ taskSupport: 'forbidden' }, true],
  'execution is a number': [5, true],
};

async function isOfferedOnlyAsATool([execution, isOffered]: readonly [unknown, boolean]): Promise<void> {
  for (const [index, tools] of [
    [listed('job', { execution })],
    [listed('job', { execution }), listed('other')],
  ].entries())
    await withList(tools, async (given) => {
      assert.equal(names(given).includes('job'), isOffered, `list ${index}`);
    });
}

/** Reads a list through client 2 and sdk 1; a client that refuses the whole list itself has not been harmed. */
async function withList(tools: unknown, use: (attacked: Attacked) => Promise<unknown>): Promise<void> {
  await attacked({ tools }, use).catch((error: unknown) => {
    if (error instanceof assert.AssertionError) throw error;
    isKnown(error);
  });
}

/** A rejection is a ToolferryError, or the client's own error about the protocol. */
function isKnown(error: unknown): void {
  const isRaw = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  assert.ok(ToolferryError.isInstance(error) || !isRaw, `a raw error: ${error}`);
}

const lists: Readonly<Record<string, unknown>> = {
  null: null,
  'a string': 'tools',
  'a list of null': [null, listed('good')],
  'a list of numbers and strings': [1, 'x', listed('good')],
  'a name that is an object': [{ ...listed('a'), name: { toString: 1 } }, listed('good')],
  'a schema that is a string': [listed('a', { inputSchema: 'x' }), listed('good')],
  'a schema that is null': [listed('a', { inputSchema: null }), listed('good')],
  'annotations that are a string': [listed('a', { annotations: 'x', title: 5, _meta: 'x' }), listed('good')],
  'an output schema that is an array': [listed('a', { outputSchema: [] }), listed('good')],
  'one name twice': [listed('good'), listed('good')],
  'a prototype': JSON.parse('[{"name":"good","inputSchema":{"type":"object"},"__proto__":{"x":1}}]'),
};

/** Lists whose pages have no end. */
const pages: Readonly<Record<string, (n: number, cursor: string | undefined) => unknown>> = {
  'a cursor that always changes': (n) => ({ tools: [], nextCursor: `c${n}` }),
  'a cursor that repeats': (_n, cursor) => ({ tools: [], nextCursor: cursor === 'a' ? 'b' : 'a' }),
  'a tool on each page': (n) => ({ tools: [listed(`t${n}`)], nextCursor: `c${n}` }),
  'a cursor that is an object': () => ({ tools: [], nextCursor: { toString: 1 } }),
};

async function comesToAnEnd(page: (n: number, cursor: string | undefined) => unknown): Promise<void> {
  let n = 0;
  await attacked({ tools: [], page: (cursor) => page(n++, cursor) }, async () => {}).catch(isKnown);
  assert.ok(n < 3000, `read ${n} pages`);
}

const deep = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`);
/** Answers to a call that are no result. */
const results: Readonly<Record<string, unknown>> = {
  null: null,
  'content that is null': { content: null },
  'content with null': { content: [null] },
  'content that is a string': { content: 'x' },
  'a text that is a number': { content: [{ type: 'text', text: 5 }] },
  'an image without data': { content: [{ type: 'image' }] },
  'a resource that is null': { content: [{ type: 'resource', resource: null }] },
  'structured content that is an array': { content: [], structuredContent: [1] },
  'a failure without content': { isError: true },
  'a failure that is a string': { isError: 'yes', content: [text('x')] },
  'content without an end': { content: [{ type: 'unknown', value: deep }] },
  'no JSON at all': '{"jsonrpc":',
};

async function isOneResult(answer: unknown): Promise<void> {
  await attacked({ tools: [listed('work')], call: () => answer }, async ({ bridge, call }) => {
    const signal = AbortSignal.timeout(3000);
    const result =
      answer === results['no JSON at all']
        ? await bridge.execute({ id: 'call', name: 'work', input: {} }, { signal })
        : await call('work');
    assert.equal(result.toolCallId, 'call');
    assert.deepEqual(JSON.parse(JSON.stringify(result)), { ...result });
    assert.ok(!/Cannot read|is not a function|undefined/.test(result.error?.message ?? ''), result.error?.message);
  });
}

const repeated: Record<string, Variant> = each(
  { 'a number': 1, 'a text': 'x', 'an object': { a: 1 }, 'an array': [1, 2] },
  (data) =>
    attacked(
      {
        tools: [listed('work')],
        call: () => JSON.stringify({ jsonrpc: '2.0', id: 0, error: { code: -32000, message: 'no', data } }),
      },
      async ({ bridge }) => {
        // The id is that of another request, which nobody waits for.
        const result = await bridge.execute(
          { id: 'call', name: 'work', input: {} },
          { signal: AbortSignal.timeout(500) },
        );
        assert.equal(outcomeOf(result), 'aborted');
      },
    ),
);

export const mcpServer: Group = [
  attack('arguments that cannot be sent in a header', each(badHeaders, isExcluded)),
  attack('reports of changes that are none', each(restless, staysCalm), { cpuSeconds: 10 }),
  attack('results of which the model sees a part', each(answers, isShown)),
  attack('names that become equal', each(collisions, areAllOffered)),
  attack('tools that run only as tasks', each(tasks, isOfferedOnlyAsATool)),
  attack(
    'lists that are none',
    each(lists, (tools) => withList(tools, async () => {})),
  ),
  attack('lists without an end', each(pages, comesToAnEnd), { cpuSeconds: 10 }),
  attack('results that are none', each(results, isOneResult)),
  attack('answers to other requests', repeated),
];
