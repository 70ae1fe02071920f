import { createBridge, defineTool, type RefusedTool } from 'toolferry';
import { type FromMCPClientOptions, fromMCPClient, listedTool } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, type InProcessServer, listed } from './support/in-process-server.ts';

describe.each(clientKinds)('reading the list, with %s', (kind) => {
  const read = async (config: InProcessServer, options: FromMCPClientOptions = {}) => {
    const { client } = await connectInProcess(kind, config);
    const refused: RefusedTool[] = [];
    const tools = await fromMCPClient(client, { onRefused: (tool) => refused.push(tool), ...options });
    return { tools, names: tools.map(({ name }) => name), refused };
  };

  test('all pages of the list are read in order', async () => {
    const cursors: unknown[] = [];
    const page = (cursor = '0') => {
      cursors.push(cursor);
      const nextCursor = cursor === '79' ? undefined : `${Number(cursor) + 1}`;
      return { tools: [listed(`tool_${cursor}`)], nextCursor };
    };
    const { names } = await read({ page });
    expect(names).toEqual(Array.from({ length: 80 }, (_, index) => `tool_${index}`));
    expect(cursors).toHaveLength(80);
  });

  test('a repeated cursor ends the list', async () => {
    const page = (cursor = 'first') => ({ tools: [listed(`after_${cursor}`)], nextCursor: 'second' });
    expect((await read({ page })).names).toEqual(['after_first', 'after_second']);
  });

  test('a list with more tools than limits.tools rejects with invalid_response, and the tools that were there stay', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => listed(`tool_${n}`));
    const config = { tools: many(3) };
    const { client } = await connectInProcess(kind, config);
    const bridge = createBridge({ limits: { tools: 3 } });
    await fromMCPClient(client, { bridge });
    config.tools = many(4);
    await expect(fromMCPClient(client, { bridge })).rejects.toMatchObject({
      code: 'invalid_response',
      message: "The MCP server's list of tools has more than 3 tools (limits.tools), so it was not read.",
    });
    expect([...bridge.tools]).toHaveLength(3);
    const page = (cursor = '0') => ({ tools: many(100), nextCursor: `${Number(cursor) + 1}` });
    await expect(read({ page })).rejects.toThrow('more than 10,000 tools');
  });

  test('a tool with a name that is not a string or too long is refused, and the others are offered', async () => {
    const names = [{ toString: 1 }, 5, null, 'x'.repeat(20_000_000)];
    const tools = names.map((name) =>
      listed('', { name, execution: { taskSupport: name === 5 ? 'required' : 'optional' } }),
    );
    const { refused, ...result } = await read({ tools: [...tools, listed('good')] });
    expect(result.tools.map(({ name }) => name)).toEqual(['good']);
    expect(JSON.stringify(refused).length).toBeLessThan(1_000);
    expect(refused).toHaveLength(4);
  });

  test('pages that never end reject with invalid_response', async () => {
    let pages = 0;
    const page = () => ({ tools: [], nextCursor: `${++pages}` });
    await expect(read({ page })).rejects.toMatchObject({ code: 'invalid_response' });
    expect(pages).toBeLessThan(1100);
  });

  test("the client's own listTools decides which tools are listed", async () => {
    const { client } = await connectInProcess(kind, { tools: [listed('kept'), listed('left_out')] });
    const { listTools } = client;
    client.listTools = async function filtered(...params) {
      const page = (await listTools?.apply(this, params)) as { tools: { name: string }[] };
      return { ...page, tools: page.tools.filter(({ name }) => name === 'kept') };
    };
    const refused: string[] = [];
    const tools = await fromMCPClient(client, { onRefused: ({ name }) => refused.push(name) });
    expect(tools.map(({ name }) => name)).toEqual(['kept']);
    expect(refused).toEqual(['left_out']);
  });

  test('a response without a list of tools rejects with invalid_response', async () => {
    await expect(read({ page: () => ({ tools: 'many' }) })).rejects.toMatchObject({
      code: 'invalid_response',
      message: "The MCP server's response to tools/list does not contain a list of tools.",
    });
  });

  test('a server without the tools capability has no tools', async () => {
    expect((await read({ capabilities: { logging: {} } })).tools).toEqual([]);
  });

  test('an invalid tool is refused with path and reason, and the others are offered', async () => {
    const { names, refused } = await read({
      tools: [
        listed('good'),
        listed('no_object', { inputSchema: { type: 'string' } }),
        listed('no_schema', { inputSchema: 'none' }),
        listed('all_unchecked', {
          inputSchema: { type: 'object', properties: { id: { type: 'string', pattern: '[' } } },
          outputSchema: { type: 'object', properties: { a: { $ref: '#/$defs/none' } } },
        }),
        listed('no_output', { outputSchema: 'none' }),
        listed('hid\u202eden'),
        listed('long', { description: 'x'.repeat(20_000) }),
        { description: 'nameless', inputSchema: { type: 'object' } },
        null,
        listed('good_too'),
      ] as object[],
    });
    expect(names).toEqual(['good', 'all_unchecked', 'good_too']);
    expect(refused.map(({ name, issues }) => [name, ...issues.map(({ path }) => path)])).toEqual([
      ['no_object', 'inputSchema/type'],
      ['no_schema', 'inputSchema'],
      ['no_output', 'outputSchema'],
      [expect.stringMatching(/^hid_den_/), 'name'],
      ['long', 'description'],
      [expect.stringMatching(/^tool_/), 'name'],
      [expect.stringMatching(/^tool_/), 'name'],
    ]);
  });

  test('the second of two tools with the same name is refused', async () => {
    const { names, refused } = await read({ tools: [listed('a.b'), listed('a.b')] });
    expect(names).toEqual(['a.b']);
    expect(refused).toEqual([{ name: 'a_b', issues: [{ path: 'name', message: 'is already the name of a.b' }] }]);
  });

  test('a tool with the name of a client tool is refused, unless a namespace distinguishes them', async () => {
    const clientTool = defineTool({
      name: 'echo',
      description: '',
      inputSchema: { type: 'object' },
      handler: () => 'here',
    });
    const bridge = createBridge({ tools: [clientTool] });
    const { refused, tools } = await read({ tools: [listed('echo')] }, { bridge });
    expect(tools).toEqual([]);
    expect(refused).toEqual([{ name: 'echo', issues: [{ path: 'name', message: 'is already the name of echo' }] }]);
    expect(bridge.tools.get('echo')).toBe(clientTool);
    await read({ tools: [listed('echo')] }, { bridge, namespace: 'there' });
    expect([...bridge.tools].map(({ namespace, name }) => [namespace, name])).toEqual([
      [undefined, 'echo'],
      ['there', 'echo'],
    ]);
  });

  test('invisible characters are removed from a description, and a missing one is replaced by the title or the name', async () => {
    const { tools } = await read({
      tools: [
        listed('a', { description: 'Pay \u202ea person\u0007' }),
        listed('b', { description: undefined, title: 'The B' }),
        listed('c', { description: undefined }),
        listed('d', { description: undefined, annotations: { title: 'The D' } }),
      ],
    });
    expect(tools.map(({ description }) => description)).toEqual(['Pay a person', 'The B', 'c', 'The D']);
  });

  test('metadata and approve can read the title and the _meta that the server lists', async () => {
    const asked: unknown[] = [];
    const bridge = createBridge({
      approve: ({ tool }) => {
        asked.push(listedTool(tool)?.title);
        return false;
      },
    });
    const pay = listed('pay', { title: 'Pay a bill', _meta: { 'example.com/cost': 'high' } });
    const { tools } = await read(
      { tools: [pay] },
      {
        bridge,
        metadata: (_, { _meta }) => ({ requiresApproval: _meta !== undefined }),
      },
    );
    await bridge.execute({ id: 'call_1', name: 'pay', input: {} });
    expect(asked).toEqual(['Pay a bill']);
    expect(tools.map(listedTool)).toMatchObject([{ _meta: { 'example.com/cost': 'high' } }]);
    expect(listedTool(defineTool({ name: 'a', description: '', inputSchema: { type: 'object' } }))).toBeUndefined();
  });

  test('a tool without an input schema accepts any object', async () => {
    const { tools } = await read({ tools: [listed('bare', { inputSchema: undefined })] });
    expect(tools[0]?.inputSchema).toEqual({ type: 'object' });
  });

  test('the schemas remain as the server sent them', async () => {
    const inputSchema = { type: 'object', $defs: { n: { type: 'number' } }, properties: { n: { $ref: '#/$defs/n' } } };
    const outputSchema = { type: 'object', properties: { n: { type: 'number' } } };
    const { tools } = await read({ tools: [listed('a', { inputSchema, outputSchema })] });
    expect(tools[0]).toMatchObject({ inputSchema, outputSchema });
  });

  const hints = {
    has_no_annotations: undefined,
    has_null: null,
    has_none: {},
    reads: { readOnlyHint: true },
    adds: { readOnlyHint: false, destructiveHint: false },
    is_not_destructive: { destructiveHint: false },
    writes: { readOnlyHint: false },
    destroys: { destructiveHint: true },
    contradicts: { readOnlyHint: true, destructiveHint: true },
    repeats: { idempotentHint: true },
    stays_inside: { openWorldHint: false },
    has_a_title: { title: 'A title' },
    is_malformed: { readOnlyHint: 'true', destructiveHint: null },
  };
  const annotated = Object.entries(hints).map(([name, annotations]) => listed(name, { annotations }));
  const typesWith = async (options: FromMCPClientOptions) => {
    const { tools } = await read({ tools: annotated }, options);
    return Object.fromEntries(
      tools.map(({ name, metadata }) => [name, metadata?.requiresApproval ? 'ask' : metadata?.operationType]),
    );
  };
  const destructive = {
    writes: 'destructive',
    destroys: 'destructive',
    contradicts: 'destructive',
    repeats: 'destructive',
    stays_inside: 'destructive',
    has_a_title: 'destructive',
    is_malformed: 'destructive',
  };

  test('a hint that the annotations of a tool leave out has the default of the specification', async () => {
    expect(await typesWith({})).toEqual(destructive);
  });

  test("unmarked: 'ask' requires approval for tools without any annotation", async () => {
    const ask = { has_no_annotations: 'ask', has_null: 'ask', has_none: 'ask' };
    expect(await typesWith({ unmarked: 'ask' })).toEqual({ ...destructive, ...ask });
  });

  test('trusted: true also believes the hints by which a tool is harmless', async () => {
    const harmless = { reads: 'read', adds: 'write', is_not_destructive: 'write' };
    expect(await typesWith({ trusted: true })).toEqual({ ...destructive, ...harmless });
  });

  test("an annotated destructive tool asks, an unmarked tool runs, and unmarked: 'ask' asks about it", async () => {
    const run = async (name: string, options: FromMCPClientOptions) => {
      const call = () => ({ content: [{ type: 'text', text: 'ran' }] });
      const bridge = createBridge({ approve: ({ reason }) => ({ approved: false, reason }) });
      await read({ tools: annotated, call }, { ...options, bridge });
      const { output, error } = await bridge.execute({ id: 'call_1', name, input: {} });
      return error?.message ?? output;
    };
    expect(await run('repeats', {})).toContain('it is destructive');
    expect(await run('has_no_annotations', {})).toBe('ran');
    expect(await run('has_no_annotations', { unmarked: 'ask' })).toContain('it requires approval');
    expect(await run('reads', { unmarked: 'ask' })).toBe('ran');
  });

  test('a mistaken value of unmarked or trusted loosens nothing', async () => {
    await expect(typesWith({ unmarked: 'Ask' as never })).rejects.toThrow(
      new TypeError(`unmarked: expected 'allow' or 'ask', not "Ask".`),
    );
    expect(await typesWith({ trusted: 'no' as never })).toEqual(destructive);
  });

  test("the user's metadata overrides the server's hints", async () => {
    const stated = {
      destroys: { operationType: 'read' },
      writes: { tags: ['mine'], operationType: undefined },
      has_none: { requiresApproval: false },
      has_null: { operationType: 'write' },
    };
    const { tools } = await read(
      { tools: annotated },
      { unmarked: 'ask', metadata: (name) => stated[name as keyof typeof stated] },
    );
    const metadata = Object.fromEntries(tools.map((tool) => [tool.name, tool.metadata]));
    expect(metadata).toMatchObject({
      destroys: { operationType: 'read' },
      writes: { operationType: 'destructive', tags: ['mine'] },
      has_none: { requiresApproval: false },
      has_null: { operationType: 'write' },
      has_no_annotations: { requiresApproval: true },
    });
  });

  test('fromMCPClient rejects for a client that is not connected, and for a value that is not a client', async () => {
    const { client } = await connectInProcess(kind, { tools: [] });
    await client.close();
    await expect(fromMCPClient(client)).rejects.toThrow('Not connected');
    await expect(fromMCPClient({} as never)).rejects.toThrow(
      'fromMCPClient() expects a connected Client of @modelcontextprotocol/client or @modelcontextprotocol/sdk.',
    );
  });
});
