import { type ApprovalRequest, type Approve, createBridge } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const pending = {
  id: 'a',
  name: 'delete_page',
  input: { page: 1 },
  ask: 'approval',
  message: 'May I delete?',
} as const;
const interrupt = Object.assign(new Error('wait'), { is_bubble_up: true });

/** The answer to a server that requires approval for one of its own tools. */
async function decided(approve?: Approve, call: typeof pending = pending) {
  const handler = vi.fn();
  const tools = [{ name: 'delete_page', description: 'A tool of the same name', inputSchema: {}, handler }];
  const [answers] = await createBridge({ approve, tools }).run(scriptedServer([call]), 'go');
  expect(handler).not.toHaveBeenCalled();
  return answers?.[0];
}

test('approve receives the call that the server will run, and its approval is the answer', async () => {
  const approve = vi.fn((_request: ApprovalRequest) => true);
  expect(await decided(approve)).toEqual({ toolCallId: 'a', approved: true });
  expect(approve.mock.calls[0]?.[0]).toEqual({
    call: { id: 'a', name: 'delete_page', input: { page: 1 } },
    reason: 'May I delete?',
    key: 'scripted/run_0',
    signal: expect.any(AbortSignal),
  });
});

test('approve receives an input that the server sends as JSON text in parsed form', async () => {
  const approve = vi.fn((_request: ApprovalRequest) => true);
  await decided(approve, { ...pending, input: '{"page":1}' as never });
  expect(approve.mock.calls[0]?.[0].call.input).toEqual({ page: 1 });
});

test('a server tool is refused with a reason if approve is missing, throws or refuses', async () => {
  expect(await decided()).toMatchObject({
    approved: false,
    reason: expect.stringContaining('no approve function is set'),
  });
  const failing = () => Promise.reject(new Error('secret'));
  expect(await decided(failing)).toEqual({
    toolCallId: 'a',
    approved: false,
    reason: 'the approve function failed',
    undecided: true,
  });
  expect(await decided(() => ({ approved: false, reason: 'not today' }))).toMatchObject({ reason: 'not today' });
});

test('the reason of a yes is in the answer, if it is a string', async () => {
  const yes = (reason: unknown) => async () => ({ approved: true, reason: reason as string });
  expect(await decided(yes('only this page'))).toEqual({ toolCallId: 'a', approved: true, reason: 'only this page' });
  for (const other of [undefined, null, 1, { text: 'x' }])
    expect(await decided(yes(other))).toStrictEqual({ toolCallId: 'a', approved: true });
});

test('a denial that nobody decided is not worded as the decision of a person', async () => {
  const answers = [
    await decided(),
    await decided(() => Promise.reject(new Error('offline'))),
    await decided(() => Promise.reject(interrupt)),
    await decided(() => undefined as never),
    await decided(() => ({ approved: 'no' }) as never),
  ];
  expect(answers).toMatchObject(answers.map(() => ({ approved: false, undecided: true })));
  for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(/user|person|denied|rejected|declined/i);
});

test('a denial that approve decided is not marked as undecided', async () => {
  for (const decision of [false, { approved: false }, { approved: false, reason: 'not today' }])
    expect(await decided(() => decision)).not.toHaveProperty('undecided');
});

test('a server tool is refused if approve edits its input, because the server would run the original', async () => {
  const answer = await decided(() => ({ approved: true, input: { page: 2 } }));
  expect(answer).toMatchObject({ approved: false, reason: expect.stringContaining('edited') });
});

test('an approve that throws an interrupt inside a run refuses the call with that reason', async () => {
  const reason = expect.stringContaining('interrupt');
  expect(await decided(() => Promise.reject(interrupt))).toMatchObject({ approved: false, reason });
  const bridge = createBridge({
    policy: () => 'ask',
    approve: () => Promise.reject(interrupt),
    tools: [{ name: 'mine', description: 'Mine', inputSchema: {}, handler: () => 'ran' }],
  });
  const [answers] = await bridge.run(scriptedServer([{ id: 'a', name: 'mine', input: {} }]), 'go');
  expect(answers).toMatchObject([{ error: { code: 'denied', message: reason } }]);
});

test('a round with approvals and calls answers each with its own kind of answer', async () => {
  const bridge = createBridge({
    approve: () => true,
    tools: [{ name: 'mine', description: 'Mine', inputSchema: {}, handler: () => 'ran' }],
  });
  const server = scriptedServer([{ id: 'b', name: 'mine', input: {} }, pending, { id: 'c', name: 'mine', input: {} }]);
  expect(await bridge.run(server, 'go')).toMatchObject([
    [
      { toolCallId: 'b', output: 'ran' },
      { toolCallId: 'a', approved: true },
      { toolCallId: 'c', output: 'ran' },
    ],
  ]);
});
