import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { fromATPClient } from 'toolferry/atp';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { failingStore } from '../journal/support/failing-store.ts';
import { AgentToolProtocolClient } from '../peers/atp/official-client.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();
const read = (namespace: string, description = `Read from ${namespace}`) =>
  defineTool({
    namespace,
    name: 'read',
    description,
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    handler: async ({ path }) => `${namespace}:${path}`,
  });

async function connect(tools: ReturnType<typeof read>[], headers: Record<string, string> = {}) {
  const client = new AgentToolProtocolClient({ baseUrl: server.baseUrl, headers });
  client.provideTools(tools as never);
  await client.init({ name: 'existing' });
  return client;
}

test("an existing official client is a source of its client tools and the server's remote tools", async () => {
  const { bridge, refused } = fromATPClient(await connect([read('fs')]));
  expect([...bridge.tools].map(({ name }) => name)).toEqual([
    'read',
    'execute_code',
    'search_api',
    'explore_api',
    'fetch_all_apis',
  ]);
  expect(refused).toEqual([]);
  const call = async (name: string, input: object) => (await bridge.execute({ id: 'c', name, input })).output;
  expect(await call('fs_read', { path: 'a' })).toBe('fs:a');
  const code = `return [await api.fs.read({ path: 'b' }), await api.math.sum({ values: [1, 2] })]`;
  expect(await call('execute_code', { code })).toEqual(['fs:b', 3]);
  expect(await call('search_api', { query: 'sum' })).toMatchObject({ results: [{ functionName: 'sum' }] });
  expect(await call('explore_api', { path: '/custom/math' })).toMatchObject({ type: 'directory' });
  expect(await call('fetch_all_apis', {})).toMatchObject({
    typescript: expect.stringContaining('sum(params'),
    clientTools: [{ call: 'api.fs.read(input)' }],
  });
});

test('models are shown no hidden characters of the results of an official client', async () => {
  const { bridge } = fromATPClient(await connect([read('fs')]));
  const code = "return 'a\u200b\u{e0041}'";
  expect(await bridge.execute({ id: 'c', name: 'execute_code', input: { code } })).toMatchObject({
    output: 'a\u200b\u{e0041}',
    content: [{ type: 'text', text: 'a' }],
  });
});

test('a call of execute_code that was cut off is outcome_unknown with a journal, because the official client cannot continue it', async () => {
  const store = memoryStore();
  const { store: dying } = failingStore(store, ({ text }) => text.includes('"end"'));
  const client = await connect([read('fs')]);
  const call = { id: 'c', name: 'execute_code', input: { code: 'return 1' } };
  const execute = (journalStore: JournalStore) => {
    const journal = createJournal(journalStore, { holder: 'worker' });
    return fromATPClient(client, { journal }).bridge.execute(call, { key: 'k' });
  };
  await execute(dying);
  expect((await execute(store)).error?.code).toBe('outcome_unknown');
});

test('an execution that fails has its status as the error code', async () => {
  const { bridge } = fromATPClient(await connect([read('fs')]));
  const result = await bridge.execute({ id: 'c', name: 'execute_code', input: { code: `throw new Error('no')` } });
  expect(result.error).toMatchObject({ code: 'failed', message: 'The execution ended with status failed: no' });
});

test('the headers of the client are removed from results and errors', async () => {
  const key = 'key-4f9a1c7e';
  const { bridge } = fromATPClient(await connect([read('fs')], { 'x-api-key': key }));
  const run = (code: string) => bridge.execute({ id: 'c', name: 'execute_code', input: { code } });
  expect((await run(`return ['${key}']`)).output).toEqual(['[secret removed]']);
  expect((await run(`throw new Error('no ${key}')`)).error?.message).toContain('no [secret removed]');
});

test('code that a handler of running code starts is refused, because each would wait for the other', async () => {
  const nested = defineTool({
    namespace: 'code',
    name: 'nested',
    description: 'Runs code inside code',
    inputSchema: { type: 'object' },
    handler: async (): Promise<unknown> => {
      const call = { id: 'inner', name: 'execute_code', input: { code: 'return 1' } };
      return (await bridge.execute(call)).error?.message;
    },
  });
  const client = new AgentToolProtocolClient({ baseUrl: server.baseUrl });
  client.provideTools([nested] as never);
  await client.init({ name: 'existing' });
  const { bridge } = fromATPClient(client);
  const outer = { id: 'outer', name: 'execute_code', input: { code: 'return await api.code.nested({})' } };
  expect((await bridge.execute(outer)).output).toContain('Return from the handler first');
});

test('concurrent executions of an official client do not get the answers of each other', async () => {
  const { bridge } = fromATPClient(await connect([read('fs')]));
  const runs = Array.from({ length: 6 }, async (_, n) => {
    const input = { code: `return await api.fs.read({ path: '${n}' })` };
    return (await bridge.execute({ id: `c${n}`, name: 'execute_code', input })).output;
  });
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `fs:${n}`));
});

test('fromATPClient throws if two tools have the same bare name', async () => {
  const client = await connect([read('fs'), read('db')]);
  expect(() => fromATPClient(client)).toThrow('would run the wrong one of fs.read, db.read');
});

test('createToolsFromClient accepts the result of fromATPClient', async () => {
  const tools = createToolsFromClient(fromATPClient(await connect([read('fs')])));
  expect(Object.keys(tools)).toContain('fs_read');
});
