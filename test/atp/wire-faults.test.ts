import { defineTool, ToolferryError } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Fault, startFaultyProxy } from '../peers/faulty-proxy.ts';

const server = useATPServer();

interface Options {
  readonly request: RegExp;
  readonly fault: Fault;
  /** Only the first such request has the fault. Default: all have it. */
  readonly once?: boolean;
  readonly code?: string;
}

const oneCall = 'return await api.client.charge({})';
const twoCalls = 'return [await api.client.charge({}), await api.client.charge({})]';

/** Runs code over a network with this fault, and returns the outcome. */
async function runThrough({ request, fault, once = false, code = oneCall }: Options) {
  const proxy = await startFaultyProxy(server.baseUrl, request, fault);
  let runs = 0;
  const charge = defineTool({
    name: 'charge',
    description: 'Charge a card',
    inputSchema: { type: 'object' },
    handler: () => {
      runs += 1;
      return `charged ${runs}`;
    },
  });
  const send: typeof fetch = (input, init) =>
    fetch(once && proxy.matched() > 0 ? String(input).replace(proxy.baseUrl, server.baseUrl) : input, init);
  const atp = await connectATP({ baseUrl: proxy.baseUrl, tools: [charge], fetch: send });
  const ended = await atp.execute(code).catch((error: unknown) => error);
  const next = await atp.execute('return "still here"').catch((error: unknown) => error);
  await proxy.stop();
  return { ended, next, runs, sent: proxy.matched() };
}

const lost: readonly Fault[] = [
  'cut before the request',
  'cut during the request',
  'cut before the response',
  'half a response',
];

const answer = /^POST \/api\/resume/;

describe('a fault while the answer is sent', () => {
  test.each(lost)(
    'a fault while the answer is sent (%s): the execution continues with the right values, and the handler runs once for each call',
    async (fault) => {
      const { ended, runs } = await runThrough({ request: answer, fault, once: true, code: twoCalls });
      expect(ended).toMatchObject({ result: ['charged 1', 'charged 2'] });
      expect(runs).toBe(2);
    },
  );

  test.each(lost.slice(0, 2))(
    'a fault while the last answer is sent (%s): the execution completes, and the handler runs once',
    async (fault) => {
      const { ended, runs } = await runThrough({ request: answer, fault, once: true });
      expect(ended).toMatchObject({ result: 'charged 1' });
      expect(runs).toBe(1);
    },
  );

  test.each(lost.slice(2))(
    'a fault while the last response is sent (%s): rejects with execution_expired, because the server keeps no output',
    async (fault) => {
      const { ended, runs, next } = await runThrough({ request: answer, fault, once: true });
      expect(ended).toMatchObject({
        code: 'execution_expired',
        message: expect.stringContaining('its output is lost'),
      });
      expect(runs).toBe(1);
      expect(next).toMatchObject({ result: 'still here' });
    },
  );

  test.each(lost)(
    'a fault while anything is sent to the execution (%s): rejects with connection_lost after two looks, and the next execution works',
    async (fault) => {
      const { ended, runs, sent, next } = await runThrough({ request: answer, fault });
      expect(ToolferryError.isInstance(ended) && ended.code).toBe('connection_lost');
      expect({ runs, sent }).toEqual({ runs: 1, sent: 3 });
      expect(next).toMatchObject({ result: 'still here' });
    },
  );

  test.each<Fault>(['slow response', 'response twice'])(
    'a fault while the answer is sent (%s): the handler ran once and the execution completes',
    async (fault) => {
      const { ended, runs, sent, next } = await runThrough({ request: answer, fault });
      expect(ended).toMatchObject({ result: 'charged 1' });
      expect({ runs, sent }).toEqual({ runs: 1, sent: 1 });
      expect(next).toMatchObject({ result: 'still here' });
    },
  );
});

describe('a fault while code is sent', () => {
  test.each(lost)('a fault while code is sent (%s): no handler runs and the code is not sent again', async (fault) => {
    const { ended, runs, sent } = await runThrough({ request: /^POST \/api\/execute.*charge/s, fault });
    expect(ToolferryError.isInstance(ended) && ended.code).toBe('connection_lost');
    expect({ runs, sent }).toEqual({ runs: 0, sent: 1 });
  });
});

describe('a fault while connecting', () => {
  test.each(lost)('a fault while connecting (%s): connectATP rejects with connection_lost', async (fault) => {
    const proxy = await startFaultyProxy(server.baseUrl, /^POST \/api\/init/, fault);
    const error = await connectATP({ baseUrl: proxy.baseUrl }).catch((reason: unknown) => reason);
    await proxy.stop();
    expect(ToolferryError.isInstance(error) && error.code).toBe('connection_lost');
  });
});
