import { createBridge, defineTool, type RunBackend, type RunHost } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { type ATPBackend, createBackend } from '../../src/atp/backend.ts';
import { createSessions } from '../../src/atp/session.ts';
import { createWire } from '../../src/atp/wire.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

/** How often the server ran its function, by shelf. */
const counted = new Map<string, number>();
const server = useATPServer({
  groups: {
    stock: [
      {
        name: 'count',
        description: 'Count what is on a shelf',
        inputSchema: { type: 'object', properties: { shelf: { type: 'string' } }, required: ['shelf'] },
        handler: ({ shelf }: { shelf: string }) => {
          const runs = (counted.get(shelf) ?? 0) + 1;
          counted.set(shelf, runs);
          return `${shelf} was counted ${runs} time(s)`;
        },
      },
    ],
  },
});

type Request = Parameters<ATPBackend['start']>[0];
type Backend = RunBackend<Request, { readonly result: unknown }>;

const services = { hasTools: true, hasApproval: true, hasLLM: true, hasEmbedding: true };

/** A backend of the real server with a client tool and a model, and the inputs that each of them had. */
function prepare() {
  const ran: number[] = [];
  const prompts: string[] = [];
  const say = defineTool({
    name: 'say',
    description: 'Say a number',
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: ({ n }) => {
      ran.push(n);
      return ['zero', 'one', 'two', 'three', 'four'][n];
    },
  });
  const llm = { call: (prompt: string) => `reply ${prompts.push(prompt)}` };
  const sessions = createSessions(createWire({ baseUrl: server.baseUrl }), { services });
  const backend = createBackend(sessions, { llm });
  const bridge = createBridge({ tools: [say], approve: () => true });
  const run = (wrapped: Backend, code: string, provenanceMode = 'none') =>
    bridge.run(wrapped, { code, config: { provenanceMode, clientServices: services } });
  return { backend, run, ran, prompts };
}

/** Every response to answers is lost, except for the last ones, and the answers are repeated. */
const losingResponses = (backend: Backend): Backend => ({
  ...backend,
  async resume(pause, answers, host) {
    const state = await backend.resume(pause, answers, host);
    return state.status === 'completed' ? state : backend.resume(pause, answers, { ...host, mayRepeat: true });
  },
});

/** No answers arrive before they are repeated. */
const losingRequests = (backend: Backend): Backend => ({
  ...backend,
  resume: (pause, answers, host) => backend.resume(pause, answers, { ...host, mayRepeat: true }),
});

/** Answers are sent twice, as by a client that does not look. */
const sendingTwice = (backend: Backend): Backend => ({
  ...backend,
  async resume(pause, answers, host) {
    const state = await backend.resume(pause, answers, host);
    return state.status === 'completed' ? state : backend.resume(pause, answers, host);
  },
});

const losses = [
  ['lost with their response', losingResponses],
  ['lost before they arrived', losingRequests],
] as const;
const codes = [
  {
    what: 'calls one after another',
    code: 'return [await api.client.say({ n: 1 }), await api.client.say({ n: 2 }), await api.client.say({ n: 3 })]',
    result: ['one', 'two', 'three'],
    ran: [1, 2, 3],
  },
  {
    what: 'server functions before and between the calls',
    code: `
      const before = await api.stock.count({ shelf: 'SHELF a' });
      const one = await api.client.say({ n: 1 });
      const between = await api.stock.count({ shelf: 'SHELF b' });
      return [before, one, between, await api.client.say({ n: 2 })];`,
    result: ['SHELF a was counted 1 time(s)', 'one', 'SHELF b was counted 1 time(s)', 'two'],
    ran: [1, 2],
  },
  {
    what: 'two equal batches',
    code: `
      const first = await Promise.all([api.client.say({ n: 1 }), api.client.say({ n: 2 })]);
      const second = await Promise.all([api.client.say({ n: 1 }), api.client.say({ n: 2 })]);
      return [...first, ...second, await api.client.say({ n: 3 })];`,
    result: ['one', 'two', 'one', 'two', 'three'],
    ran: [1, 2, 1, 2, 3],
  },
  {
    what: 'LLM calls between the calls',
    code: `
      const one = await api.client.say({ n: 1 });
      const reply = await atp.llm.call({ prompt: one });
      return [one, reply, await api.client.say({ n: 2 }), await atp.llm.call({ prompt: 'last' })];`,
    result: ['one', 'reply 1', 'two', 'reply 2'],
    ran: [1, 2],
    prompts: ['one', 'last'],
  },
  {
    what: 'an approval between the calls',
    code: `
      const one = await api.client.say({ n: 1 });
      const { approved } = await atp.approval.request('Go on?');
      return [one, approved, await api.client.say({ n: 2 })];`,
    result: ['one', true, 'two'],
    ran: [1, 2],
  },
];

// The looks wait for a second each.
describe.concurrent.each(losses)('answers that are %s', (loss, wrap) => {
  test.each(codes)('code with $what gets the right values, and nothing runs twice', async (expected) => {
    const { backend, run, ran, prompts } = prepare();
    const { result } = await run(wrap(backend), expected.code.replaceAll('SHELF', loss));
    expect(result).toEqual(JSON.parse(JSON.stringify(expected.result).replaceAll('SHELF', loss)));
    expect(ran).toEqual(expected.ran);
    expect(prompts).toEqual(expected.prompts ?? []);
  });

  test.each(['proxy', 'ast'])('code under provenanceMode %s gets the right values', async (provenanceMode) => {
    const { backend, run, ran } = prepare();
    const shelf = `${loss} ${provenanceMode}`;
    const code = `
      const before = await api.stock.count({ shelf: '${shelf}' });
      const one = await api.client.say({ n: 1 });
      const two = await api.client.say({ n: 2 });
      return [before, one, two, await api.client.say({ n: 3 })];`;
    const { result } = await run(wrap(backend), code, provenanceMode);
    expect(result).toEqual([`${shelf} was counted 1 time(s)`, 'one', 'two', 'three']);
    expect(ran).toEqual([1, 2, 3]);
  });
});

test('answers that are sent twice without a look become those of the next call, so that code gets wrong values', async () => {
  const { backend, run } = prepare();
  const code =
    'return [await api.client.say({ n: 1 }), await api.client.say({ n: 2 }), await api.client.say({ n: 3 }), await api.client.say({ n: 4 })]';
  const { result } = await run(sendingTwice(backend), code);
  expect(result).not.toEqual(['one', 'two', 'three', 'four']);
});

test('last answers that may have arrived before reject with execution_expired, and the message says that the output may be lost', async () => {
  const { backend, run, ran } = prepare();
  const repeatingLast: Backend = {
    ...backend,
    async resume(pause, answers, host: RunHost) {
      await backend.resume(pause, answers, host);
      return backend.resume(pause, answers, { ...host, mayRepeat: true });
    },
  };
  await expect(run(repeatingLast, 'return await api.client.say({ n: 1 })')).rejects.toMatchObject({
    code: 'execution_expired',
    message: expect.stringContaining('its output is lost'),
  });
  expect(ran).toEqual([1]);
});

test('an abort before the look rejects with its reason and leaves nothing pending', async () => {
  const { backend, run, ran } = prepare();
  const leaving = new AbortController();
  let look: Promise<unknown> = Promise.resolve();
  const aborting: Backend = {
    ...backend,
    async resume(pause, answers, host) {
      leaving.abort(new Error('enough'));
      look = new Promise((resolve) => setTimeout(resolve, 50)).then(() => backend.resume(pause, answers, host));
      return backend.resume(pause, answers, { ...host, signal: leaving.signal, mayRepeat: true });
    },
  };
  await expect(run(aborting, 'return await api.client.say({ n: 1 })')).rejects.toThrow('enough');
  expect(ran).toEqual([1]);
  await expect(look).rejects.toMatchObject({ code: 'execution_expired' });
});
