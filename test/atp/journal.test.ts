import { type ClientTool, defineTool, type Pause } from 'toolferry';
import { type ATPConnection, type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { failingStore } from '../journal/support/failing-store.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();

const stepTool = (handler: (n: number) => unknown): ClientTool =>
  defineTool({
    name: 'step',
    description: 'One step',
    inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    handler: ({ n }) => handler(n),
  }) as ClientTool;
const code =
  'return [await api.client.step({ n: 1 }), await api.client.step({ n: 2 }), await api.client.step({ n: 3 })]';

/** Connects as the process `worker`, which counts the steps that it runs. */
async function connect(store: JournalStore | undefined, options: Partial<ConnectATPOptions> = {}) {
  const ran: number[] = [];
  const journal = store && createJournal(store, { holder: 'worker' });
  const tools = [stepTool((n) => ran.push(n) && n * 10)];
  const atp = await connectATP({ baseUrl: server.baseUrl, tools, journal, ...options });
  return { atp, ran, journal };
}

/** A process that stops when the response to its answer with this number was lost. */
async function stoppedAfter(answers: number, store: JournalStore, key: string) {
  let left = answers;
  const network: typeof fetch = async (input, init) => {
    if (left <= 0) throw new TypeError('this process has stopped');
    if (String(input).includes('/api/resume/')) left -= 1;
    const response = await fetch(input, init);
    if (left <= 0) throw new TypeError('this process has stopped');
    return response;
  };
  const { atp, ran } = await connect(store, { fetch: network });
  const error: unknown = await atp.execute(code, { key }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'connection_lost' });
  return { session: atp.session, ran };
}

describe('execute() with a key', () => {
  test('execute() with the key of a run whose response was lost gets the right values, and no handler runs twice', async () => {
    const store = memoryStore();
    const before = await stoppedAfter(1, store, 'order-1');
    const { atp, ran, journal } = await connect(store, { session: before.session });
    expect((await atp.execute(code, { key: 'order-1' })).result).toEqual([10, 20, 30]);
    expect([...before.ran, ...ran]).toEqual([1, 2, 3]);
    expect((await atp.execute(code, { key: 'order-1' })).result).toEqual([10, 20, 30]);
    expect(ran).toEqual([2, 3]);
    expect(await journal?.open()).toEqual([]);
  });

  test('execute() with the key of a run whose last response was lost rejects with execution_expired, each time', async () => {
    const store = memoryStore();
    const before = await stoppedAfter(3, store, 'order-2');
    const { atp, ran } = await connect(store, { session: before.session });
    for (const _ of [1, 2])
      await expect(atp.execute(code, { key: 'order-2' })).rejects.toMatchObject({
        code: 'execution_expired',
        message: expect.stringContaining('its output is lost'),
      });
    expect([...before.ran, ...ran]).toEqual([1, 2, 3]);
  });

  test('execute() without the session of a recorded run rejects with pause_mismatch before a handler runs, and continues with it', async () => {
    const store = memoryStore();
    const before = await stoppedAfter(1, store, 'order-3');
    const stranger = await connect(store);
    await expect(stranger.atp.execute(code, { key: 'order-3' })).rejects.toMatchObject({ code: 'pause_mismatch' });
    expect(stranger.ran).toEqual([]);
    const { atp } = await connect(store, { session: before.session });
    expect((await atp.execute(code, { key: 'order-3' })).result).toEqual([10, 20, 30]);
  });

  test('a call of execute_code that was cut off continues its execution, and no handler runs twice', async () => {
    const store = memoryStore();
    const call = { id: 'c', name: 'execute_code', input: { code } };
    // A process that stops before the start of its second call is recorded.
    const { store: dying } = failingStore(
      store,
      ({ text }) => text.includes('"started":true') && text.includes('"n":2'),
    );
    const before = await connect(dying);
    expect((await before.atp.bridge.execute(call, { key: 'call-1' })).error?.code).toBe('journal_failed');
    const { atp, ran } = await connect(store, { session: before.atp.session });
    expect((await atp.bridge.execute(call, { key: 'call-1' })).output).toEqual([10, 20, 30]);
    expect([...before.ran, ...ran]).toEqual([1, 2, 3]);
  });

  test('a call of execute_code is recorded as a run of its own, which has ended with it', async () => {
    const { atp, ran, journal } = await connect(memoryStore());
    const { output } = await atp.bridge.execute({ id: 'c', name: 'execute_code', input: { code } });
    expect(output).toEqual([10, 20, 30]);
    expect(ran).toEqual([1, 2, 3]);
    expect(await journal?.open()).toEqual([]);
  });
});

describe.each([
  ['with a journal', memoryStore],
  ['without a journal', () => undefined],
])('an approval that is put off, %s', (_name, makeStore) => {
  const later = { policy: () => 'ask' as const, approve: () => 'later' as const };
  const pauseOf = async (run: Promise<unknown>): Promise<Pause> => {
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'approval_pending' });
    return (error as { data: { pause: Pause } }).data.pause;
  };
  const decide = ({ calls }: Pause) => {
    const [call] = calls;
    return { decisions: { [call?.id ?? '']: { approved: true, digest: call?.waiting?.digest } } };
  };
  const resume = (atp: ATPConnection, pause: Pause) => atp.resume(pause, decide(pause));

  test('the connection that put an approval off resumes its pause with the decision, and a second click runs nothing', async () => {
    const { atp, ran } = await connect(makeStore(), later);
    const first = await pauseOf(
      atp.execute('return [await api.client.step({ n: 1 }), await api.client.step({ n: 2 })]'),
    );
    expect(ran).toEqual([]);
    const second = await pauseOf(resume(atp, first));
    expect(ran).toEqual([1]);
    await expect(resume(atp, first)).rejects.toMatchObject({ code: 'already_resumed' });
    expect((await resume(atp, second)).result).toEqual([10, 20]);
    expect(ran).toEqual([1, 2]);
  });

  test('a pause that is resumed without its decision can be resumed again', async () => {
    const { atp, ran } = await connect(makeStore(), later);
    const pause = await pauseOf(atp.execute('return await api.client.step({ n: 1 })'));
    await pauseOf(atp.resume(pause));
    expect((await resume(atp, pause)).result).toBe(10);
    expect(ran).toEqual([1]);
  });
});
