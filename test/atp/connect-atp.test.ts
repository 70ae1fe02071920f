import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningATPServer, startATPServer } from '../peers/atp/start-server.ts';

let server: RunningATPServer;
beforeAll(async () => {
  server = await startATPServer({
    groups: {
      math: [
        {
          name: 'sum',
          description: 'Sum numbers',
          inputSchema: { type: 'object', properties: { values: { type: 'array' } }, required: ['values'] },
          handler: ({ values }: { values: number[] }) => values.reduce((a, b) => a + b, 0),
        },
      ],
    },
  });
});
afterAll(() => server.stop());

const tool = (namespace: string, name: string, handler: (input: { path?: string }) => unknown) =>
  defineTool({
    namespace,
    name,
    description: name,
    inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
    handler,
  });

test('two namespaces', async () => {
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    tools: [tool('fs', 'readFile', ({ path }) => `file ${path}`), tool('db', 'readFile', () => undefined)],
  });
  const run = await atp.execute(`
    const a = await api.fs.readFile({ path: 'x' });
    const b = await api.db.readFile({});
    const c = await Promise.all([api.client.nope({ a: 1 }), api.client.nope({ a: 2 })]);
    return { a, b, c, sum: await api.math.sum({ values: [1, 2] }) };
  `);
  console.log(JSON.stringify(run));
  expect(run.result).toMatchObject({ a: 'file x', b: null, sum: 3 });
  for (const t of atp.bridge.tools) console.log(t.name, t.description);
  const r = await atp.bridge.execute({
    id: '1',
    name: 'execute_code',
    input: { code: 'return await api.fs.readFile({path: 5})' },
  });
  console.log(r);
  console.log(await atp.bridge.execute({ id: '1', name: 'explore_api', input: { path: '/nope' } }));
  console.log(await atp.bridge.execute({ id: '1', name: 'execute_code', input: { code: 'while(true){}' } }));
});
