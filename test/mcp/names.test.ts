import { type Bridge, createBridge, policyFrom, type RefusedTool, toolName } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { fromMCPClient, listedTool } from 'toolferry/mcp';
import { describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { connectInProcess, type InProcessServer, listed } from './support/in-process-server.ts';
import { until } from './support/until.ts';

const call: InProcessServer['call'] = ({ name }) => ({ content: [{ type: 'text', text: name }] });

/** The server's name for each visible name, `…` in place of a hash. */
const namesIn = ({ tools }: Bridge) =>
  Object.fromEntries(
    [...tools].map((tool) => [toolName(tool).replace(/_[a-z0-9]{11}$/, '_…'), listedTool(tool)?.name ?? 'here']),
  );

describe.each(clientKinds)('names of tools, with %s', (kind) => {
  const setUp = async (names: readonly string[], bridge = createBridge(), namespace?: string) => {
    const config: InProcessServer = { tools: names.map((name) => listed(name)), call };
    const { client, server } = await connectInProcess(kind, config);
    const refused: RefusedTool[] = [];
    await fromMCPClient(client, { bridge, namespace, onRefused: (tool) => refused.push(tool) });
    const change = async (...changed: string[]) => {
      config.tools = changed.map((name) => listed(name));
      await server.sendToolListChanged();
    };
    const run = async (name: string) => (await bridge.execute({ id: 'call_1', name, input: {} })).output;
    return { client, config, bridge, refused, change, run };
  };

  test.each([
    [['get_天气', 'get_新闻'], { 'get____…': 'get_新闻' }],
    [['notion.search', 'notion_search'], { notion_search: 'notion_search', 'notion_search_…': 'notion.search' }],
    [['notion_search', 'notion.search'], { notion_search: 'notion_search', 'notion_search_…': 'notion.search' }],
    [['add document', 'add_document'], { add_document: 'add_document', 'add_document_…': 'add document' }],
  ])('all tools of %j are offered under different names that providers accept', async (names, expected) => {
    const { bridge, refused, run } = await setUp(names);
    expect(namesIn(bridge)).toEqual(expected);
    expect(refused).toEqual([]);
    const visible = [...bridge.tools].map(toolName);
    expect(visible.every((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name))).toBe(true);
    expect(await Promise.all(visible.map(run))).toEqual(names);
  });

  test('of two tools whose names were both cleaned to the same, both are renamed', async () => {
    const { bridge } = await setUp(['a.b', 'a/b', 'other.name']);
    expect([...bridge.tools].map(toolName)).toEqual([
      expect.stringMatching(/^a_b_[a-z0-9]{11}$/),
      expect.stringMatching(/^a_b_[a-z0-9]{11}$/),
      'other_name',
    ]);
  });

  test('names of 64 characters stay within the limit when they are renamed, also with a long namespace', async () => {
    const long = 'x'.repeat(62);
    for (const namespace of [undefined, 'fs', 'n'.repeat(50), 'n'.repeat(64)]) {
      const { bridge, run } = await setUp([`${long}.a`, `${long}_a`, `${long}/a`], createBridge(), namespace);
      const visible = [...bridge.tools].map(toolName);
      expect(visible.every((name) => name.length <= 64)).toBe(true);
      expect(await Promise.all(visible.map(run))).toEqual([`${long}.a`, `${long}_a`, `${long}/a`]);
    }
  });

  test('a registered tool keeps its name when the list adds one with the same visible name', async () => {
    const { bridge, change, run } = await setUp(['notion.search']);
    const [before] = bridge.tools;
    await change('notion_search', 'notion.search');
    await until(() =>
      expect(namesIn(bridge)).toEqual({ notion_search: 'notion.search', 'notion_search_…': 'notion_search' }),
    );
    expect(bridge.tools.get('notion_search')).toBe(before);
    expect(await run('notion_search')).toBe('notion.search');
  });

  test('a tool has the same name after it was removed and returns', async () => {
    const { bridge, change } = await setUp(['notion.search', 'notion_search']);
    const names = namesIn(bridge);
    await change('notion.search');
    await until(() => expect(namesIn(bridge)).toEqual({ 'notion_search_…': 'notion.search' }));
    await change();
    await until(() => expect(namesIn(bridge)).toEqual({}));
    await change('notion_search', 'notion.search');
    await until(() => expect(namesIn(bridge)).toEqual(names));
  });

  test('a second call for the same client keeps the names, with and without a bridge', async () => {
    const { client, config, bridge } = await setUp(['notion.search']);
    const first = await fromMCPClient(client);
    config.tools = ['notion_search', 'notion.search'].map((name) => listed(name));
    await fromMCPClient(client, { bridge });
    const expected = { notion_search: 'notion.search', 'notion_search_…': 'notion_search' };
    expect(namesIn(bridge)).toEqual(expected);
    expect(first.map(toolName)).toEqual(['notion_search']);
    expect(namesIn(createBridge({ tools: await fromMCPClient(client) }))).toEqual(expected);
  });

  test('a client tool keeps its name, and only a tool with the same full name is refused', async () => {
    const here = { name: 'notion_search', description: 'Here', inputSchema: { type: 'object' }, handler: () => 'here' };
    const { bridge, refused } = await setUp(['notion.search', 'notion_search'], createBridge({ tools: [here] }));
    expect(namesIn(bridge)).toEqual({ notion_search: 'here', 'notion_search_…': 'notion.search' });
    expect(refused).toEqual([
      { name: 'notion_search', issues: [{ path: 'name', message: 'is already the name of notion_search' }] },
    ]);
    expect(() => bridge.tools.add({ ...here, name: 'notion/search' })).toThrow('already the visible name');
  });

  test('the tools of two servers with names that are cleaned to the same are all offered', async () => {
    const { bridge } = await setUp(['notion_search']);
    await setUp(['notion.search'], bridge);
    expect(namesIn(bridge)).toEqual({ notion_search: 'notion_search', 'notion_search_…': 'notion.search' });
  });

  test("a renamed tool obeys rules about the server's name for it", async () => {
    const names = ['notion.search', 'notion_search'];
    const offered = async (rules: object) => {
      const { bridge } = await setUp(names, createBridge({ policy: policyFrom({ rules }) }));
      return toLangChain(bridge).map(({ name }) => name.replace(/_[a-z0-9]{11}$/, '_…'));
    };
    expect(await offered({ blockTools: ['notion.search'] })).toEqual(['notion_search']);
    expect(await offered({ blockTools: ['notion_search'] })).toEqual([]);
    expect(await offered({ allowOnlyTools: ['notion.search'] })).toEqual(['notion_search_…']);
    expect(await offered({ allowOnlyTools: ['notion_search'] })).toEqual(['notion_search']);
  });

  test('a renamed tool runs in both frameworks', async () => {
    const { bridge } = await setUp(['notion_search', 'notion.search']);
    const [, tool] = toLangChain(bridge);
    expect(await tool?.invoke({})).toBe('notion.search');
    const execute = toAISDK(bridge)[tool?.name ?? '']?.execute;
    expect(await execute?.({}, { toolCallId: 'call_1', messages: [], context: {} })).toBe('notion.search');
  });
});
