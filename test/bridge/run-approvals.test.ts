import { type ApprovalRequest, type Approve, createBridge } from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const asked = { id: 'a', name: 'delete_page', input: { page: 1 }, ask: 'approval', message: 'May I delete?' } as const;
const interrupt = Object.assign(new Error('wait'), { is_bubble_up: true });

/** The answer to a server that wants yes or no for something of its own. */
async function decided(approve?: Approve, call: typeof asked = asked) {
  const handler = vi.fn();
  const tools = [{ name: 'delete_page', description: 'A tool of the same name', inputSchema: {}, handler }];
  const [answers] = await createBridge({ approve, tools }).run(scriptedServer([call]), 'go');
  expect(handler).not.toHaveBeenCalled();
  return answers?.[0];
}

test('yes is yes, and who approves sees what the server will run', async () => {
  const approve = vi.fn((_request: ApprovalRequest) => true);
  expect(await decided(approve)).toEqual({ toolCallId: 'a', approved: true });
  expect(approve.mock.calls[0]?.[0]).toEqual({
    call: { id: 'a', name: 'delete_page', input: { page: 1 } },
    reason: 'May I delete?',
    signal: expect.any(AbortSignal),
  });
});

test('input that the server sends as text is shown parsed', async () => {
  const approve = vi.fn((_request: ApprovalRequest) => true);
  await decided(approve, { ...asked, input: '{"page":1}' as never });
  expect(approve.mock.calls[0]?.[0].call.input).toEqual({ page: 1 });
});

test('without anybody to ask, or with one that throws, it is a no with its reason', async () => {
  expect(await decided()).toMatchObject({ approved: false, reason: expect.stringContaining('nobody to ask') });
  const failing = () => Promise.reject(new Error('secret'));
  expect(await decided(failing)).toEqual({ toolCallId: 'a', approved: false, reason: 'asking for approval failed' });
  expect(await decided(() => ({ approved: false, reason: 'not today' }))).toMatchObject({ reason: 'not today' });
});

test('an edited input is a refusal: the server would run the unedited call', async () => {
  const answer = await decided(() => ({ approved: true, input: { page: 2 } }));
  expect(answer).toMatchObject({ approved: false, reason: expect.stringContaining('edited') });
});

test('an approve that interrupts is a refusal that says so', async () => {
  const reason = expect.stringContaining('interrupted');
  expect(await decided(() => Promise.reject(interrupt))).toMatchObject({ approved: false, reason });
  const bridge = createBridge({
    policy: () => 'ask',
    approve: () => Promise.reject(interrupt),
    tools: [{ name: 'mine', description: 'Mine', inputSchema: {}, handler: () => 'ran' }],
  });
  const [answers] = await bridge.run(scriptedServer([{ id: 'a', name: 'mine', input: {} }]), 'go');
  expect(answers).toMatchObject([{ error: { code: 'denied', message: reason } }]);
});

test('approvals and calls of one round: each gets the kind of answer it asked for', async () => {
  const bridge = createBridge({
    approve: () => true,
    tools: [{ name: 'mine', description: 'Mine', inputSchema: {}, handler: () => 'ran' }],
  });
  const server = scriptedServer([{ id: 'b', name: 'mine', input: {} }, asked, { id: 'c', name: 'mine', input: {} }]);
  expect(await bridge.run(server, 'go')).toMatchObject([
    [
      { toolCallId: 'b', output: 'ran' },
      { toolCallId: 'a', approved: true },
      { toolCallId: 'c', output: 'ran' },
    ],
  ]);
});
