import { type Approve, type Bridge, type ClientTool, createBridge, defineTool, type Policy } from 'toolferry';
import { beforeEach, expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const handler = vi.fn((_input: unknown) => 'ran');
const makeTool = (fields: Partial<ClientTool> = {}): ClientTool => ({
  ...defineTool({
    namespace: 'fs',
    name: 'rm',
    description: 'Remove a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    metadata: { operationType: 'destructive' },
    handler,
  }),
  ...fields,
});
const call = { id: 'c', name: 'fs_rm', input: { path: 'a' } };

beforeEach(() => void handler.mockClear());

/** A bridge on which `meanwhile` happens between the question and the yes; `rule` changes its policy. */
function bridgeWith(meanwhile: (bridge: Bridge) => void, yes: ReturnType<Approve> = true, tool = makeTool()) {
  const policy = vi.fn<Policy>(() => 'ask');
  const bridge = createBridge({
    tools: [tool],
    policy,
    approve: async () => {
      await new Promise(setImmediate);
      meanwhile(bridge);
      return yes;
    },
  });
  return { bridge, rule: (verdict: ReturnType<Policy>) => policy.mockReturnValue(verdict) };
}

const changes: [string, (bridge: Bridge) => void][] = [
  ['removed', ({ tools }) => tools.remove('fs_rm')],
  [
    'replaced by another tool of its name',
    ({ tools }) => {
      tools.remove('fs_rm');
      tools.add(makeTool({ description: 'Remove everything', handler }));
    },
  ],
  [
    'replaced by a copy of itself',
    ({ tools }) => {
      const copy = { ...(tools.get('fs_rm') as ClientTool) };
      tools.remove('fs_rm');
      tools.add(copy);
    },
  ],
];
const answers: [string, ReturnType<Approve>][] = [
  ['a yes', true],
  ['a yes with an edited input', { approved: true, input: { path: 'b' } }],
];

for (const [change, meanwhile] of changes)
  for (const [answer, yes] of answers)
    test(`a tool that was ${change} while approval was pending does not run after ${answer}`, async () => {
      const { bridge } = bridgeWith(meanwhile, yes);
      expect((await bridge.execute(call)).error).toEqual({
        code: 'unknown_tool',
        message:
          '"fs_rm" was not run: the tool was removed or replaced while approval was pending. Call it again if it is still available.',
      });
      expect(handler).not.toHaveBeenCalled();
    });

test.for(answers)('a policy that starts to block while approval is pending wins over %s', async ([, yes]) => {
  const { bridge, rule } = bridgeWith(() => rule({ action: 'block', reason: 'it is closed for today' }), yes);
  expect((await bridge.execute(call)).error).toEqual({
    code: 'denied',
    message: '"fs_rm" was not run: it is closed for today.',
  });
  expect(handler).not.toHaveBeenCalled();
});

test('a policy that fails after the yes blocks', async () => {
  const { bridge, rule } = bridgeWith(() => rule('never' as 'ask'));
  expect((await bridge.execute(call)).error?.code).toBe('denied');
  expect(handler).not.toHaveBeenCalled();
});

test.for<ReturnType<Policy>>(['ask', 'allow'])(
  'a policy that returns %s after the yes lets the call run',
  async (verdict) => {
    const { bridge, rule } = bridgeWith(() => rule(verdict));
    expect((await bridge.execute(call)).output).toBe('ran');
    expect(handler).toHaveBeenCalledExactlyOnceWith({ path: 'a' }, expect.anything());
  },
);

test("the author's own condition counts as a question: after its yes the call is checked again", async () => {
  const { bridge, rule } = bridgeWith(
    ({ tools }) => tools.remove('fs_rm'),
    true,
    makeTool({ needsApproval: () => true }),
  );
  rule('allow');
  expect((await bridge.execute(call)).error?.code).toBe('unknown_tool');
  expect(handler).not.toHaveBeenCalled();
});

test('an approve of the caller is checked again like that of the bridge', async () => {
  const { bridge } = bridgeWith(() => {});
  const approve = async () => {
    bridge.tools.remove('fs_rm');
    return true;
  };
  expect((await bridge.execute(call, { approve })).error?.code).toBe('unknown_tool');
  expect(handler).not.toHaveBeenCalled();
});

test('a run has its own tools, so a tool that was removed while approval was pending still runs in it', async () => {
  const { bridge } = bridgeWith(({ tools }) => tools.remove('fs_rm'));
  expect(await bridge.run(scriptedServer([call]), 'go')).toMatchObject([[{ output: 'ran' }]]);
});

test('a policy that starts to block while approval is pending blocks in a run too', async () => {
  const { bridge, rule } = bridgeWith(() => rule('block'));
  expect(await bridge.run(scriptedServer([call]), 'go')).toMatchObject([[{ error: { code: 'denied' } }]]);
  expect(handler).not.toHaveBeenCalled();
});

test('a call that needs no approval is checked once', async () => {
  const policy = vi.fn<Policy>(() => 'allow');
  const bridge = createBridge({ tools: [makeTool()], policy });
  await bridge.execute(call);
  expect(policy).toHaveBeenCalledOnce();
});
