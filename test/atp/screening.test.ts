import { connectATP } from 'toolferry/atp';
import { expect, test } from 'vitest';
import { cleaned } from '../../src/tool/marks.js';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const define = (name: string, fields: object) => ({
  name,
  description: name,
  inputSchema: { type: 'object' as const, properties: {} },
  handler: () => name,
  ...fields,
});
const hangs = define('hangs', {
  inputSchema: { type: 'object', properties: { id: { type: 'string', pattern: '^(a+)+$' } } },
});
const talks = define('talks', { description: 'a'.repeat(20_000) });
const hides = define('hides', {
  description: 'Shows\u202e it',
  inputSchema: { type: 'object', properties: { id: { type: 'string', description: 'An\u0007 id\u2066' } } },
});
const hidden = '\u200b\u{e0041}\u2066';
const answers = define('answers', { handler: () => ({ text: `a${hidden}`, persian: 'می\u200cخواهم' }) });
const fails = define('fails', {
  handler: () => {
    throw new Error(`no${hidden} way`);
  },
});
const server = useATPServer({ groups: { math: [sum], odd: [hangs, talks, hides], told: [answers, fails] } });

test("an ATP server's functions are screened one by one, and a refusal names path and number", async () => {
  const { bridge, refused } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
  expect(refused).toEqual([
    { name: 'odd_talks', issues: [{ path: 'description', message: 'has 20,000 bytes; the maximum is 16,384' }] },
  ]);
  const hostile = { id: `${'a'.repeat(5_000)}!` };
  expect((await bridge.execute({ id: 'call_0', name: 'odd_hangs', input: hostile })).error?.code).toBe('invalid_input');
  const tool = bridge.tools.get('odd_hides');
  expect(tool).toMatchObject({
    description: 'Shows it',
    inputSchema: { properties: { id: { description: 'An id' } } },
  });
  expect(cleaned.of(tool ?? {})).toEqual([
    { path: 'description', removed: 1 },
    { path: 'inputSchema/properties/id/description', removed: 2 },
  ]);
  // A tool with the mark still runs.
  expect((await bridge.execute({ id: 'call_1', name: 'odd_hides', input: {} })).output).toBe('hides');
  expect((await bridge.execute({ id: 'call_2', name: 'math_sum', input: { values: [1, 2] } })).output).toBe(3);
});

test('the limits of a connection apply to its server functions', async () => {
  const limits = { descriptionBytes: 30_000 };
  const { refused } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions', limits });
  expect(refused).toEqual([]);
});

test('models are shown no hidden characters of results and errors of an ATP server, and programs get the result as sent', async () => {
  const { bridge, execute } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
  const run = (name: string, input: object) => bridge.execute({ id: 'call_1', name, input });
  const output = { text: `a${hidden}`, persian: 'می\u200cخواهم' };
  const content = [{ type: 'text', text: '{"text":"a","persian":"می\u200cخواهم"}' }];
  expect(await run('told_answers', {})).toMatchObject({ output, content });
  const code = 'return await api.told.answers({});';
  expect(await run('execute_code', { code })).toMatchObject({ output, content });
  expect((await execute(code)).result).toEqual(output);
  for (const failed of [
    await run('told_fails', {}),
    await run('execute_code', { code: `throw new Error('no${hidden} way')` }),
  ])
    expect(failed.error?.message).toMatch(/no way/);
});
