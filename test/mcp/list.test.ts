import { createBridge, defineTool, type RefusedTool } from 'toolferry';
import { type FromMCPClientOptions, fromMCPClient } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, type InProcessServer, listed } from './support/in-process-server.ts';

describe.each(clientKinds)('reading the list, by %s', (kind) => {
  const read = async (config: InProcessServer, options: FromMCPClientOptions = {}) => {
    const { client } = await connectInProcess(kind, config);
    const refused: RefusedTool[] = [];
    const tools = await fromMCPClient(client, { onRefused: (one) => refused.push(one), ...options });
    return { tools, names: tools.map(({ name }) => name), refused };
  };

  test('all pages are read, in order', async () => {
    const asked: unknown[] = [];
    const page = (cursor = '0') => {
      asked.push(cursor);
      const nextCursor = cursor === '79' ? undefined : `${Number(cursor) + 1}`;
      return { tools: [listed(`tool_${cursor}`)], nextCursor };
    };
    const { names } = await read({ page });
    expect(names).toEqual(Array.from({ length: 80 }, (_, index) => `tool_${index}`));
    expect(asked).toHaveLength(80);
  });

  test('a cursor that comes back ends the list', async () => {
    const page = (cursor = 'first') => ({ tools: [listed(`after_${cursor}`)], nextCursor: 'second' });
    expect((await read({ page })).names).toEqual(['after_first', 'after_second']);
  });

  test('pages that never end are an error', async () => {
    let pages = 0;
    const page = () => ({ tools: [], nextCursor: `${++pages}` });
    await expect(read({ page })).rejects.toMatchObject({ code: 'invalid_response' });
    expect(pages).toBeLessThan(1100);
  });

  test('a list that is none is an error', async () => {
    await expect(read({ page: () => ({ tools: 'many' }) })).rejects.toMatchObject({
      code: 'invalid_response',
      message: "The MCP server's list of tools is no list.",
    });
  });

  test('a server without tools has none', async () => {
    expect((await read({ capabilities: { logging: {} } })).tools).toEqual([]);
  });

  test('a tool that cannot work is refused alone, with path and reason', async () => {
    const { names, refused } = await read({
      tools: [
        listed('good'),
        listed('no_object', { inputSchema: { type: 'string' } }),
        listed('no_schema', { inputSchema: 'none' }),
        listed('bad_pattern', {
          inputSchema: { type: 'object', properties: { id: { type: 'string', pattern: '[' } } },
        }),
        listed('bad_output', { outputSchema: { type: 'object', properties: { a: { $ref: '#/$defs/none' } } } }),
        listed('no_output', { outputSchema: 'none' }),
        listed('hid\u202eden'),
        listed('long', { description: 'x'.repeat(20_000) }),
        { description: 'nameless', inputSchema: { type: 'object' } },
        null,
        listed('good_too'),
      ] as object[],
    });
    expect(names).toEqual(['good', 'good_too']);
    expect(refused.map(({ name, issues }) => [name, ...issues.map(({ path }) => path)])).toEqual([
      ['no_object', 'inputSchema/type'],
      ['no_schema', 'inputSchema'],
      ['bad_pattern', 'inputSchema/properties/id/pattern'],
      ['bad_output', 'outputSchema/properties/a'],
      ['no_output', 'outputSchema'],
      ['hid_den', 'name'],
      ['long', 'description'],
      [expect.stringMatching(/^tool_/), 'name'],
      [expect.stringMatching(/^tool_/), 'name'],
    ]);
  });

  test('of two tools that are shown under one name the second is refused', async () => {
    const { names, refused } = await read({ tools: [listed('a.b'), listed('a_b')] });
    expect(names).toEqual(['a.b']);
    expect(refused).toEqual([{ name: 'a_b', issues: [{ path: 'name', message: 'is the name of a.b' }] }]);
  });

  test('a tool with the name of a local one is refused, a namespace tells them apart', async () => {
    const local = defineTool({ name: 'echo', description: '', inputSchema: { type: 'object' }, handler: () => 'here' });
    const bridge = createBridge({ tools: [local] });
    const { refused, tools } = await read({ tools: [listed('echo')] }, { bridge });
    expect(tools).toEqual([]);
    expect(refused).toEqual([{ name: 'echo', issues: [{ path: 'name', message: 'is the name of echo' }] }]);
    expect(bridge.tools.get('echo')).toBe(local);
    await read({ tools: [listed('echo')] }, { bridge, namespace: 'there' });
    expect([...bridge.tools].map(({ namespace, name }) => [namespace, name])).toEqual([
      [undefined, 'echo'],
      ['there', 'echo'],
    ]);
  });

  test('a description loses what nobody sees; title, then name, stand in for one that is missing', async () => {
    const { tools } = await read({
      tools: [
        listed('a', { description: 'Pay \u202esomebody\u0007' }),
        listed('b', { description: undefined, title: 'The B' }),
        listed('c', { description: undefined }),
      ],
    });
    expect(tools.map(({ description }) => description)).toEqual(['Pay somebody', 'The B', 'c']);
  });

  test('a tool without an input schema takes an object', async () => {
    const { tools } = await read({ tools: [listed('bare', { inputSchema: undefined })] });
    expect(tools[0]?.inputSchema).toEqual({ type: 'object' });
  });

  test('the schemas stay as the server wrote them', async () => {
    const inputSchema = { type: 'object', $defs: { n: { type: 'number' } }, properties: { n: { $ref: '#/$defs/n' } } };
    const outputSchema = { type: 'object', properties: { n: { type: 'number' } } };
    const { tools } = await read({ tools: [listed('a', { inputSchema, outputSchema })] });
    expect(tools[0]).toMatchObject({ inputSchema, outputSchema });
  });

  test("what the server says of itself only makes it stricter, the user's word comes first", async () => {
    const hints = {
      says_nothing: undefined,
      reads: { readOnlyHint: true },
      adds: { readOnlyHint: false, destructiveHint: false },
      writes: { readOnlyHint: false },
      destroys: { destructiveHint: true },
      contradicts: { readOnlyHint: true, destructiveHint: true },
      trusted: { destructiveHint: true },
      tagged: { destructiveHint: true },
    };
    const tools = Object.entries(hints).map(([name, annotations]) => listed(name, { annotations }));
    const metadata = (name: string) => {
      if (name === 'trusted') return { operationType: 'read' };
      return name === 'tagged' ? { tags: ['mine'] } : undefined;
    };
    const read_ = await read({ tools }, { metadata });
    expect(Object.fromEntries(read_.tools.map((tool) => [tool.name, tool.metadata]))).toEqual({
      says_nothing: undefined,
      reads: undefined,
      adds: undefined,
      writes: { operationType: 'destructive' },
      destroys: { operationType: 'destructive' },
      contradicts: { operationType: 'destructive' },
      trusted: { operationType: 'read' },
      tagged: { operationType: 'destructive', tags: ['mine'] },
    });
  });

  test('a client that is not connected rejects, and so does what is no client', async () => {
    const { client } = await connectInProcess(kind, { tools: [] });
    await client.close();
    await expect(fromMCPClient(client)).rejects.toThrow('Not connected');
    await expect(fromMCPClient({} as never)).rejects.toThrow(
      'fromMCPClient() takes a connected Client of @modelcontextprotocol/client or @modelcontextprotocol/sdk.',
    );
  });
});
