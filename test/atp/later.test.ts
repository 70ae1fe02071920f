import { createBridge, defineTool, type LateDecision, type Pause, ToolferryError } from 'toolferry';
import { type ATPSession, type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { createJournal, memoryStore } from 'toolferry/journal';
import { describe, expect, test, vi } from 'vitest';
import { pauseOf, yesTo } from '../bridge/support/later.ts';
import { createGate } from '../gate.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const erased: unknown[] = [];
const server = useATPServer({
  groups: {
    disk: [
      {
        name: 'erase',
        description: 'Erase a disk of the server',
        inputSchema: { type: 'object', properties: { disk: { type: 'string' } } },
        metadata: { operationType: 'destructive', requiresApproval: true },
        handler: ({ disk }: { disk: string }) => {
          erased.push(disk);
          return `erased ${disk}`;
        },
      },
    ],
  },
});

/** Forgets what has paused after a millisecond. */
const forgetful = useATPServer({ config: { executionState: { maxPauseDuration: 0.001 } } });

/** A process that is connected to the server: what it runs, and how often it asks. */
async function connect(options: Partial<ConnectATPOptions> = {}) {
  const ran: unknown[] = [];
  const approve = vi.fn(() => 'later' as const);
  const tool = (name: string, metadata?: { readonly operationType: 'destructive' }) =>
    defineTool({
      namespace: 'shop',
      name,
      description: `Do a ${name}`,
      inputSchema: { type: 'object', properties: { order: { type: 'number' } }, required: ['order'] },
      metadata,
      handler: ({ order }) => {
        ran.push(`${name} ${order}`);
        return `${name} of ${order}`;
      },
    });
  const tools = [tool('look'), tool('refund', { operationType: 'destructive' })];
  const atp = await connectATP({ baseUrl: server.baseUrl, tools, approve, ...options });
  return { atp, approve, ran };
}
const code =
  'return [await api.shop.look({ order: 7 }), await api.shop.refund({ order: 7 }), await api.shop.look({ order: 8 })]';
const output = ['look of 7', 'refund of 7', 'look of 8'];

/** Starts an execution that waits for an approval in a process that then ends. Returns what it stored, as JSON. */
async function putOff(
  run: string,
  options?: Partial<ConnectATPOptions>,
): Promise<{ pause: Pause; session: ATPSession }> {
  const { atp } = await connect(options);
  const pause = await pauseOf(atp.execute(run));
  return JSON.parse(JSON.stringify({ pause, session: atp.session }));
}
const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => 'resolved',
    (error) => (ToolferryError.isInstance(error) ? error.code : error),
  );

describe('an execution that waits for an approval', () => {
  test('another process resumes it with the decision, and its code runs to its end', async () => {
    const { pause, session } = await putOff(code);
    const { atp, approve, ran } = await connect({ session });
    expect((await atp.resume(pause, { decisions: yesTo(pause) })).result).toEqual(output);
    expect([ran, approve.mock.calls]).toEqual([['refund 7', 'look 8'], []]);
  });

  test('the connection that put it off resumes it too, and a second click at the same time runs nothing', async () => {
    const { atp, ran } = await connect();
    const pause = await pauseOf(atp.execute(code));
    expect(await pauseOf(atp.resume(pause))).toEqual(pause);
    const click = () => atp.resume(pause, { decisions: yesTo(pause) });
    const [first, second] = await Promise.all([click(), codeOf(click())]);
    expect([first.result, second]).toEqual([output, 'already_resumed']);
    expect(ran).toEqual(['look 7', 'refund 7', 'look 8']);
  });

  test('without a journal a second click in another process finds no execution, and nothing runs again', async () => {
    const { pause, session } = await putOff(code);
    const decisions = yesTo(pause);
    await (await connect({ session })).atp.resume(pause, { decisions });
    const { atp, ran } = await connect({ session });
    expect([await codeOf(atp.resume(pause, { decisions })), ran]).toEqual(['execution_expired', []]);
  });

  test.each([{ isRecorded: false }, { isRecorded: true }])(
    'a decision about an execution that the server has forgotten runs nothing, and ends the run (journal: $isRecorded)',
    async ({ isRecorded }) => {
      const store = memoryStore();
      const options = { baseUrl: forgetful.baseUrl, ...(isRecorded && { journal: createJournal(store) }) };
      const { pause, session } = await putOff('return await api.shop.refund({ order: 7 })', options);
      const { atp, ran } = await connect({ ...options, session });
      expect(await codeOf(atp.resume(pause, { decisions: yesTo(pause) }))).toBe('execution_expired');
      expect([ran, await createJournal(store).open()]).toEqual([[], []]);
    },
  );

  test('two processes with one journal run the refund once, and the second click is already_resumed', async () => {
    const store = memoryStore();
    const journal = (read = store.read) => createJournal({ ...store, read });
    const { pause, session } = await putOff(code, { journal: journal() });
    // Each click has found the run free before the other one takes it.
    const found = createGate();
    let reads = 0;
    const readTogether: typeof store.read = async (key) => {
      const run = await store.read(key);
      reads += 1;
      if (reads === 2) found.open();
      await found.opened;
      return run;
    };
    const [one, other] = [
      await connect({ session, journal: journal(readTogether) }),
      await connect({ session, journal: journal(readTogether) }),
    ];
    const clicks = [one, other].map(({ atp }) => codeOf(atp.resume(pause, { decisions: yesTo(pause) })));
    expect((await Promise.all(clicks)).sort()).toEqual(['already_resumed', 'resolved']);
    expect([...one.ran, ...other.ran]).toEqual(['refund 7', 'look 8']);
    const late = await connect({ session, journal: journal() });
    expect(await codeOf(late.atp.resume(pause, { decisions: yesTo(pause) }))).toBe('already_resumed');
  });

  test('execute with the key of a waiting execution continues it with the decisions, and returns its output again', async () => {
    const store = memoryStore();
    const first = await connect({ journal: createJournal(store) });
    const pause = await pauseOf(first.atp.execute(code, { key: 'order-7' }));
    const { session } = first.atp;
    const { atp, ran } = await connect({ session, journal: createJournal(store) });
    const { result } = await atp.execute(code, { key: 'order-7', decisions: yesTo(pause) });
    expect([result, ran]).toEqual([output, ['refund 7', 'look 8']]);
    expect((await atp.execute(code, { key: 'order-7' })).result).toEqual(output);
    expect(ran).toHaveLength(2);
  });

  test.for<[string, LateDecision, unknown, unknown[]]>([
    ['a yes erases it', { approved: true, approver: 'eve' }, 'erased sda', ['sda']],
    ['a no does not', { approved: false, approver: 'eve', reason: 'never' }, expect.stringContaining('denied'), []],
  ])('a server function that needs approval can be put off: %s', async ([, decision, result, effects]) => {
    erased.length = 0;
    const run = `try { return await api.disk.erase({ disk: 'sda' }) } catch (error) { return error.message }`;
    const { pause, session } = await putOff(run);
    const [call] = pause.calls;
    expect(call).toMatchObject({ ask: 'approval', waiting: { digest: expect.any(String) } });
    const { atp } = await connect({ session });
    const decisions = { [call?.id ?? '']: { digest: call?.waiting?.digest, ...decision } };
    expect((await atp.resume(pause, { decisions })).result).toEqual(result);
    expect(erased).toEqual(effects);
  });
});

test("code that an agent's execute_code runs cannot wait: it reads a denial that says where 'later' works", async () => {
  const { atp, ran } = await connect();
  const run = `try { return await api.shop.refund({ order: 7 }) } catch (error) { return error.message }`;
  const { output: text } = await atp.bridge.execute({ id: 'c', name: 'execute_code', input: { code: run } });
  expect(text).toContain("approve answered 'later', which works only in a run");
  expect(text).toContain('that no other call has started');
  expect(ran).toEqual([]);
});

test("a handler of one's own that starts a run passes canWait: false, and its call is not lost", async () => {
  const { atp, ran } = await connect();
  const bridge = createBridge({
    tools: [
      defineTool({
        name: 'ask_shop',
        description: 'Ask the shop',
        inputSchema: { type: 'object' },
        handler: async (_input, { signal }) =>
          (await atp.execute('return await api.shop.refund({ order: 7 })', { signal, canWait: false })).result,
      }),
    ],
  });
  const { error } = await bridge.execute({ id: 'c', name: 'ask_shop', input: {} });
  expect(error?.message).toContain('works only in a run');
  expect(ran).toEqual([]);
});
