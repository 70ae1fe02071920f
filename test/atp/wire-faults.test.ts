import { defineTool, ToolferryError } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Fault, startFaultyProxy } from '../peers/faulty-proxy.ts';

const server = useATPServer();

/** Runs code with one client-tool call over a network with this fault, and returns the outcome. */
async function runThrough(request: RegExp, fault: Fault) {
  const proxy = await startFaultyProxy(server.baseUrl, request, fault);
  let runs = 0;
  const charge = defineTool({
    name: 'charge',
    description: 'Charge a card',
    inputSchema: { type: 'object' },
    handler: () => {
      runs += 1;
      return 'charged';
    },
  });
  const atp = await connectATP({ baseUrl: proxy.baseUrl, tools: [charge] });
  const ended = await atp.execute('return await api.client.charge({})').catch((error: unknown) => error);
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

describe('a fault while the answer is sent', () => {
  test.each(lost)(
    'a fault while the answer is sent (%s): the handler ran once, nothing is sent again and the next execution works',
    async (fault) => {
      const { ended, runs, sent, next } = await runThrough(/^POST \/api\/resume/, fault);
      expect(ToolferryError.isInstance(ended) && ended.code).toBe('connection_lost');
      expect({ runs, sent }).toEqual({ runs: 1, sent: 1 });
      expect(next).toMatchObject({ result: 'still here' });
    },
  );

  test.each<Fault>(['slow response', 'response twice'])(
    'a fault while the answer is sent (%s): the handler ran once and the execution completes',
    async (fault) => {
      const { ended, runs, sent, next } = await runThrough(/^POST \/api\/resume/, fault);
      expect(ended).toMatchObject({ result: 'charged' });
      expect({ runs, sent }).toEqual({ runs: 1, sent: 1 });
      expect(next).toMatchObject({ result: 'still here' });
    },
  );
});

describe('a fault while code is sent', () => {
  test.each(lost)('a fault while code is sent (%s): no handler runs and the code is not sent again', async (fault) => {
    const { ended, runs, sent } = await runThrough(/^POST \/api\/execute.*charge/s, fault);
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
