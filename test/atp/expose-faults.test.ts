import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Answer, alteredFetch } from './altered-fetch.ts';

const server = useATPServer({ groups: { math: [sum, { ...sum, name: 'total' }] } });

/** Connects to a real server whose answers to /api/explore arrive altered. */
const connect = (alter: (answer: Answer, path: string) => unknown, signal?: AbortSignal) =>
  connectATP({
    baseUrl: server.baseUrl,
    expose: 'functions',
    signal,
    fetch: alteredFetch(/explore/, (answer, { path }) => alter(answer, String(path))),
  });

/** Replaces one function of the server, or adds items to one directory. */
const replace = (path: string, altered: unknown) => (answer: Answer, asked: string) =>
  asked.endsWith(path) ? altered : answer;

describe('a bad function among others', () => {
  const good = { type: 'function', group: 'math', name: 'sum', description: 'Sum' };
  test.each<readonly [string, unknown]>([
    ['null', null],
    ['HTML', '<html></html>'],
    ['an array', []],
    ['no type and no items', {}],
    ['items that are an object', { type: 'directory', items: {} }],
    ['no name', { ...good, name: undefined }],
    ['an empty name', { ...good, name: '' }],
    ['a name that is an object', { ...good, name: { toString: 1 } }],
    ['no group', { ...good, group: undefined }],
    ['a group that is a number', { ...good, group: 1 }],
    ['a description that is an object', { ...good, description: { toString: 1 } }],
    ['a null description', { ...good, description: null }],
    ['a null schema', { ...good, inputSchema: null }],
    ['a schema that is a string', { ...good, inputSchema: 'object' }],
    ['a null output schema', { ...good, outputSchema: null }],
    [
      'a schema that is nested too deeply',
      { ...good, inputSchema: JSON.parse(`${'{"not":'.repeat(900)}{}${'}'.repeat(900)}`) },
    ],
  ])('%s as a function is refused with a reason, and the others are offered', async (_name, altered) => {
    const { bridge, refused } = await connect(replace('/sum', altered));
    expect(bridge.tools.get('math_total')).toBeDefined();
    expect(bridge.tools.get('math_sum')).toBeUndefined();
    expect(refused).toEqual([
      { name: expect.stringMatching(/^(\/custom\/math\/sum|math_sum)$/), issues: [expect.anything()] },
    ]);
  });

  test.each([404, 400, 500])('a function whose description is answered with %i is refused', async (status) => {
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      expose: 'functions',
      fetch: (input, init) =>
        String(init?.body).includes('/sum') ? Promise.resolve(new Response('{}', { status })) : fetch(input, init),
    });
    expect(atp.bridge.tools.get('math_total')).toBeDefined();
    expect(atp.refused).toEqual([
      { name: '/custom/math/sum', issues: [{ path: '', message: `The ATP server answered ${status}.` }] },
    ]);
  });

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a string', 'sum'],
    ['no name', {}],
    ['a name that is an object', { name: { toString: 1 } }],
  ])('an item that is %s is refused, and the others are offered', async (_name, item) => {
    const { bridge, refused } = await connect((answer, path) =>
      path.endsWith('math') ? { ...answer, items: [item, ...(answer.items as unknown[])] } : answer,
    );
    expect(bridge.tools.get('math_sum')).toBeDefined();
    expect(refused).toEqual([{ name: '/custom/math', issues: [{ path: '', message: 'has an item without a name' }] }]);
  });

  test.each([null, {}, { items: 5 }, '<html></html>'])('a root of %j rejects with invalid_response', async (root) => {
    await expect(connect(() => root)).rejects.toMatchObject({ name: 'ToolferryError', code: 'invalid_response' });
  });
});

describe('a tree without an end', () => {
  const names = Array.from({ length: 50 }, (_, index) => ({ name: `d${index}`, type: 'directory' }));

  test('directories without an end are read up to 1,000, and what was not read is refused', async () => {
    let requests = 0;
    const { refused } = await connect((answer) => {
      requests += 1;
      return { ...answer, type: 'directory', items: names };
    });
    expect(requests).toBeLessThanOrEqual(1_001);
    expect(refused.at(-1)?.issues[0]?.message).toContain('the server has more than 1000 directories');
  });

  test('a chain of directories is read up to 16 levels', async () => {
    let requests = 0;
    const { refused } = await connect((answer) => {
      requests += 1;
      return { ...answer, type: 'directory', items: names.slice(0, 1) };
    });
    expect(requests).toBe(17);
    expect(refused.map(({ issues }) => issues[0]?.message)).toEqual([
      'was not read: it is nested deeper than 16 directories',
    ]);
  });

  test('a directory with items without an end is read up to 5,000', async () => {
    let requests = 0;
    const items = Array.from({ length: 1e5 }, () => null);
    const { refused } = await connect((answer) => {
      requests += 1;
      return { ...answer, items };
    });
    expect(requests).toBe(1);
    expect(refused).toHaveLength(5_001);
    expect(refused.at(-1)?.issues[0]?.message).toContain('the server has more than 5000 functions');
  });

  test('an abort ends connecting at once, and nothing more is read', async () => {
    const controller = new AbortController();
    let requests = 0;
    const connecting = connect((answer) => {
      requests += 1;
      if (requests === 20) controller.abort(new Error('enough'));
      return { ...answer, type: 'directory', items: names };
    }, controller.signal);
    await expect(connecting).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).toBe(20);
  });

  test('an abort does not wait for an answer that does not come', async () => {
    const controller = new AbortController();
    const connecting = connectATP({
      baseUrl: 'http://127.0.0.1:9',
      signal: controller.signal,
      fetch: () => {
        setTimeout(() => controller.abort(new Error('enough')), 5);
        return new Promise(() => {});
      },
    });
    await expect(connecting).rejects.toThrow('enough');
    const aborted = connectATP({ baseUrl: server.baseUrl, signal: controller.signal });
    await expect(aborted).rejects.toThrow('enough');
  });
});
