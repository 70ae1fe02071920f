/** Revision 2026-07-28, which client 2 uses if the server supports it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createBridge, type RefusedTool } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModernServer } from '../peers/mcp/modern-server.ts';
import { until } from './support/until.ts';

const server = startModernServer();
const client = new Client(
  { name: 'toolferry-tests', version: '1.0.0' },
  { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: {} } },
);
const bridge = createBridge();
const call = (name: string, input: object = {}, onProgress = (_: unknown) => {}) =>
  bridge.execute({ id: 'call_1', name, input }, { onProgress });
const asked: unknown[] = [];
const headers: (string | null)[] = [];
const refused: RefusedTool[] = [];

beforeAll(async () => {
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return { action: 'accept', content: { color: 'red' } };
  });
  const fetch: typeof server.fetch = (url, init) => {
    headers.push(new Headers(init?.headers).get('Mcp-Param-Region'));
    return server.fetch(url, init);
  };
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }));
  expect(client.getProtocolEra()).toBe('modern');
  await fromMCPClient(client, { bridge, onRefused: (tool) => refused.push(tool) });
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

test('an argument that the schema requires in a header is sent in that header', async () => {
  expect((await call('region', { region: 'north' })).output).toBe('in north');
  expect(headers).toContain('north');
});

test('a tool with an invalid x-mcp-header is refused, and the others are offered', () => {
  expect([...bridge.tools].map(({ name }) => name)).toEqual(['region', 'paint', 'steps']);
  expect(refused).toEqual([
    { name: 'score', issues: [{ path: '', message: expect.stringContaining('is excluded by the MCP client') }] },
  ]);
});

test('a tool that is nested too deeply for the client to inspect does not affect the others', async () => {
  const levels = 20_000;
  const deep = `{"name":"deep","inputSchema":{"type":"object","not":${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}}},`;
  const fetch: typeof server.fetch = async (url, init) => {
    const response = await server.fetch(url, init);
    if (!String(init?.body).includes('tools/list')) return response;
    return new Response((await response.text()).replace('"tools":[', `"tools":[${deep}`), response);
  };
  const other = new Client(
    { name: 'toolferry-tests', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await other.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }));
  const left: string[] = [];
  const tools = await fromMCPClient(other, { onRefused: ({ name }) => left.push(name) });
  expect(tools.map(({ name }) => name)).toEqual(['region', 'paint', 'steps']);
  expect(left.sort()).toEqual(['deep', 'score']);
  await other.close();
});

test("the client's handler answers the question of a running tool", async () => {
  expect((await call('paint')).output).toBe('painted red');
  expect(asked).toEqual(['Which color?']);
});

test('progress and structured content of a call arrive', async () => {
  const reports: unknown[] = [];
  const result = await call('steps', {}, (value) => reports.push(value));
  expect(result).toMatchObject({ output: { steps: 2 }, content: [{ text: 'done' }, { text: '{"steps":2}' }] });
  expect(reports).toEqual([{ progress: 1, total: 2 }]);
});

test('a bridge is updated when the list changes, because the client subscribed', async () => {
  server.remove('steps');
  await until(() => expect([...bridge.tools].map(({ name }) => name)).toEqual(['region', 'paint']));
  expect((await call('steps')).error?.code).toBe('unknown_tool');
});
