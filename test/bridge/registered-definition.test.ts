import {
  type ApprovalRequest,
  type ClientTool,
  createBridge,
  type Pause,
  type PendingCall,
  type Policy,
} from 'toolferry';
import { expect, test, vi } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

type Changeable = { -readonly [Member in keyof ClientTool]: ClientTool[Member] };
const call = { id: 'c', name: 'fs_remove', input: {} };

const removeTool = (changes: Partial<ClientTool> = {}): Changeable => ({
  namespace: 'fs',
  name: 'remove',
  description: 'Remove a file',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'destructive', requiredScopes: ['files'] },
  handler: vi.fn(() => 'removed'),
  ...changes,
});

test.each<[string, (tool: Changeable) => void]>([
  ['other metadata', (tool) => Object.assign(tool, { metadata: { operationType: 'read' } })],
  ['no metadata', (tool) => delete tool.metadata],
  ['a changed mark', (tool) => Object.assign(tool.metadata ?? {}, { operationType: 'read' })],
  ['another name', (tool) => Object.assign(tool, { name: 'read' })],
  ['another namespace', (tool) => delete tool.namespace],
])('a tool that gets %s after its registration still needs approval', async (_, change) => {
  const tool = removeTool();
  const bridge = createBridge({ tools: [tool] });
  change(tool);
  expect((await bridge.execute(call)).error).toMatchObject({ code: 'denied' });
  expect(await bridge.check(call)).toMatchObject({ ask: 'it is destructive' });
  expect(bridge.policy(tool)).toEqual({ action: 'ask', reason: 'it is destructive' });
  expect(tool.handler).not.toHaveBeenCalled();
});

test("a tool that loses its needsApproval after its registration still needs the author's approval", async () => {
  const tool = removeTool({ metadata: undefined, needsApproval: () => 'Ada has to know' });
  const reasons: unknown[] = [];
  const bridge = createBridge({ tools: [tool], approve: ({ reason }) => reasons.push(reason) > 0 });
  delete tool.needsApproval;
  expect((await bridge.execute(call)).output).toBe('removed');
  expect(reasons).toEqual(['Ada has to know']);
});

test('needsApproval is called as a method of the tool', async () => {
  const tool = removeTool({ metadata: undefined, needsApproval: vi.fn(() => false) });
  await createBridge({ tools: [tool] }).execute(call);
  expect(vi.mocked(tool.needsApproval as () => boolean).mock.contexts).toEqual([tool]);
});

test.each<[string, (tool: Changeable) => void]>([
  ['a list in its metadata', ({ metadata = {} }) => (metadata.requiredScopes as string[]).pop()],
  ['its name', (tool) => Object.assign(tool, { name: 'read' })],
  ['its namespace', (tool) => Object.assign(tool, { namespace: 'web' })],
])('a policy reads a tool as it was registered, without a later change of %s', async (_, change) => {
  const tool = removeTool();
  const seen: unknown[] = [];
  const policy: Policy = ({ name, namespace, metadata }) => {
    seen.push({ name, namespace, metadata });
    return 'allow';
  };
  const bridge = createBridge({ tools: [tool], policy });
  change(tool);
  await bridge.execute(call);
  const { name, namespace, metadata } = removeTool();
  expect(seen).toEqual([{ name, namespace, metadata }]);
});

test('approve is shown the tool as it was registered, with what a server marked it with', async () => {
  const mark = Symbol('mark');
  const tool = Object.assign(removeTool(), { [mark]: 'of the server' });
  const approve = vi.fn((_: ApprovalRequest) => true);
  const bridge = createBridge({ tools: [tool], approve });
  Object.assign(tool, { description: 'Read a file' });
  await bridge.execute(call);
  expect(approve.mock.calls[0]?.[0].tool).toMatchObject({ description: 'Remove a file', [mark]: 'of the server' });
});

test("the registry returns the author's object, and a tool that is registered again is read again", async () => {
  const tool = removeTool();
  const bridge = createBridge({ tools: [tool] });
  expect(bridge.tools.get('fs_remove')).toBe(tool);
  expect([...bridge.tools]).toEqual([tool]);
  bridge.tools.remove('fs_remove');
  Object.assign(tool, { metadata: { operationType: 'read' } });
  bridge.tools.add(tool);
  expect((await bridge.execute(call)).output).toBe('removed');
});

test('a tool that is registered again while approval is pending is checked again as it is then', async () => {
  const tool = removeTool();
  const bridge = createBridge({
    tools: [tool],
    policy: ({ metadata }) => (metadata?.category === 'closed' ? 'block' : 'ask'),
    approve: () => {
      bridge.tools.remove('fs_remove');
      bridge.tools.add(Object.assign(tool, { metadata: { category: 'closed' } }));
      return true;
    },
  });
  expect((await bridge.execute(call)).error).toMatchObject({
    code: 'denied',
    message: expect.stringContaining('blocked'),
  });
  expect(tool.handler).not.toHaveBeenCalled();
});

test('two bridges with one tool each keep the definition that they registered', () => {
  const tool = removeTool();
  const before = createBridge({ tools: [tool] });
  Object.assign(tool, { metadata: { operationType: 'read' } });
  const after = createBridge({ tools: [tool] });
  expect([before, after].map(({ policy }) => policy(tool).action)).toEqual(['ask', 'allow']);
});

test('metadata that is not JSON is refused', () => {
  const circular: { self?: object } = {};
  circular.self = circular;
  for (const metadata of [{ level: () => 1 }, circular])
    expect(() => createBridge({ tools: [removeTool({ metadata: metadata as never })] })).toThrow(
      /metadata must be JSON/,
    );
});

test('a run offers a tool as it was registered, and a pause has the digest of that definition', async () => {
  const pending: PendingCall = { id: 'a', name: 'fs_remove', input: {} };
  const pauseOf = async (change: (tool: Changeable) => void) => {
    const tool = removeTool({ metadata: undefined });
    const bridge = createBridge({ tools: [tool] });
    change(tool);
    const server = scriptedServer([pending]);
    const pauses: Pause[] = [];
    await bridge.run(server, 'go', { onEvent: (event) => event.type === 'paused' && pauses.push(event.pause) });
    return { tool: pauses[0]?.calls[0]?.tool, offered: server.offered };
  };
  const unchanged = await pauseOf(() => {});
  const changed = await pauseOf((tool) => Object.assign(tool, { name: 'read', description: 'Read a file' }));
  expect(changed).toEqual(unchanged);
  expect(changed.offered[0]).toMatchObject([{ name: 'remove', description: 'Remove a file' }]);
});

test('a run keeps its definitions when a tool is changed and registered again while it is paused', async () => {
  const tool = removeTool();
  const bridge = createBridge({ tools: [tool] });
  const server = scriptedServer([{ id: 'a', name: 'fs_remove', input: {} }]);
  const answers = await bridge.run(server, 'go', {
    onEvent: ({ type }) => {
      if (type !== 'paused') return;
      bridge.tools.remove('fs_remove');
      Object.assign(tool, { metadata: { operationType: 'read' } });
      bridge.tools.add(tool);
    },
  });
  expect(answers.flat()).toMatchObject([{ error: { code: 'denied' } }]);
});

test('runs are offered the same frozen definition until its tool is registered again', async () => {
  const tool = removeTool();
  const bridge = createBridge({ tools: [tool] });
  const server = scriptedServer();
  await bridge.run(server, 'first');
  bridge.tools.add({ ...removeTool(), name: 'move' });
  await bridge.run(server, 'second');
  bridge.tools.remove('fs_remove');
  bridge.tools.add(Object.assign(tool, { description: 'Delete a file' }));
  await bridge.run(server, 'third');
  const [first, second, third] = server.offered.map((tools) => tools.find(({ name }) => name === 'remove'));
  expect(second).toBe(first);
  expect(Object.isFrozen(first)).toBe(true);
  expect([first, third].map((offered) => offered?.description)).toEqual(['Remove a file', 'Delete a file']);
});
