import { type BridgeEvent, createBridge, type ErrorContext, type RunEvent } from 'toolferry';
import { expect, test } from 'vitest';
import { scriptedServer } from './support/scripted-server.ts';

const call = (id: string, name: string) => ({ id, name, input: {} });
const object = { type: 'object' };
const work = { name: 'work', description: 'Work', inputSchema: object, handler: () => 'done' };
const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

/** A bridge that records its events and errors. */
function watched(options: Parameters<typeof createBridge>[0] = {}) {
  const events: BridgeEvent[] = [];
  const errors: [unknown, ErrorContext][] = [];
  const bridge = createBridge({
    ...options,
    onEvent: (event) => void events.push(event),
    onError: (error, where) => void errors.push([error, where]),
  });
  return { bridge, events, errors };
}

test('a listener sees every step of a call: start, verdict, approval, progress, end', async () => {
  const rm = {
    name: 'rm',
    description: 'Remove',
    inputSchema: object,
    metadata: { operationType: 'destructive' },
    handler: (_: unknown, { progress }: { progress(value: unknown): void }) => {
      progress({ percent: 50 });
      return 'removed';
    },
  };
  const { bridge, events } = watched({ tools: [rm], approve: () => ({ approved: true, reason: 'go on' }) });
  const asked = { id: 'c', name: 'rm', input: '{"path":"x"}' };
  const parsed = { id: 'c', name: 'rm', input: { path: 'x' } };
  const result = await bridge.execute(asked);
  const durationMs = expect.any(Number);
  expect(events).toEqual([
    { type: 'call-started', call: asked },
    { type: 'call-ruled', call: parsed, ruling: { action: 'ask', reason: 'it is destructive' } },
    { type: 'approval-requested', call: parsed, reason: 'it is destructive' },
    { type: 'approval-answered', call: parsed, approved: true, reason: 'go on', durationMs },
    { type: 'call-progress', call: parsed, value: { percent: 50 } },
    { type: 'call-finished', call: asked, result, durationMs },
  ]);
});

test('the duration of an approval and of a call is the time that they took, in milliseconds', async () => {
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const approve = () => sleep(60).then(() => true);
  const rm = { ...work, metadata: { requiresApproval: true }, handler: () => sleep(40) };
  const { bridge, events } = watched({ tools: [rm], approve });
  await bridge.execute({ id: 'c', name: 'work', input: {} });
  const [approval, end] = events.filter((event) => 'durationMs' in event).map(({ durationMs }) => durationMs);
  expect(approval).toBeGreaterThan(50);
  expect(end).toBeGreaterThan(90);
  expect(approval).toBeLessThan(end ?? 0);
});

test.for<[string, Parameters<typeof createBridge>[0], unknown, string[]]>([
  ['an unknown tool', {}, {}, ['call-started', 'call-finished']],
  ['input that is not JSON', { tools: [work] }, 'no', ['call-started', 'call-finished']],
  ['a blocked tool', { tools: [work], policy: () => 'block' }, {}, ['call-started', 'call-ruled', 'call-finished']],
  [
    'a denied call',
    { tools: [work], policy: () => 'ask', approve: () => false },
    {},
    ['call-started', 'call-ruled', 'approval-requested', 'approval-answered', 'call-finished'],
  ],
])('a refused call has a start and an end too: %s', async ([, options, input, types]) => {
  const { bridge, events } = watched(options);
  await bridge.execute({ id: 'c', name: 'work', input });
  expect(typesOf(events)).toEqual(types);
  expect(events.at(-1)).toMatchObject({ result: { error: expect.anything() } });
});

test("a framework's interrupt ends a call with its own event", async () => {
  const interrupt = Object.assign(new Error('waits'), { is_bubble_up: true });
  const { bridge, events, errors } = watched({ tools: [{ ...work, handler: () => Promise.reject(interrupt) }] });
  await expect(bridge.execute({ id: 'c', name: 'work', input: {} })).rejects.toBe(interrupt);
  expect(typesOf(events)).toEqual(['call-started', 'call-ruled', 'call-interrupted']);
  expect(errors).toEqual([]);
});

test("the bridge's listener and that of a run see the same calls, pauses and rounds", async () => {
  const { bridge, events } = watched({ tools: [work] });
  const ofRun: RunEvent[] = [];
  const onEvent = (event: RunEvent) => void ofRun.push(event);
  await bridge.run(scriptedServer([call('a', 'work')], [call('b', 'work')]), 'go', { onEvent });
  expect(events).toEqual(ofRun);
  expect(events.flatMap((event) => ('round' in event ? `${event.type} ${event.round}` : []))).toEqual([
    'paused 1',
    'resumed 1',
    'paused 2',
    'resumed 2',
  ]);
});

test("a server's question about its own tool is an approval without a call", async () => {
  const { bridge, events } = watched({ approve: () => true });
  await bridge.run(scriptedServer([{ ...call('a', 'theirs'), ask: 'approval' as const }]), 'go');
  expect(typesOf(events)).toEqual(['paused', 'approval-requested', 'approval-answered', 'resumed']);
});

test('a listener that throws or rejects changes nothing, and its error is reported', async () => {
  const errors: unknown[] = [];
  for (const onEvent of [
    () => {
      throw new Error('throws');
    },
    () => Promise.reject(new Error('rejects')) as never,
  ]) {
    const onError = (error: unknown, where: ErrorContext) => {
      errors.push([String(error), where]);
      throw new Error('this listener throws too');
    };
    const bridge = createBridge({ tools: [work], onEvent, onError });
    expect((await bridge.execute({ id: 'c', name: 'work', input: {} })).output).toBe('done');
  }
  await Promise.resolve();
  expect(errors).toContainEqual(['Error: throws', { source: 'onEvent' }]);
  expect(errors).toContainEqual(['Error: rejects', { source: 'onEvent' }]);
  expect(errors).toHaveLength(6);
});

test('a listener hears the warnings of a definition when its tool is registered', () => {
  const { bridge, events } = watched({ tools: [work] });
  bridge.tools.add({ ...work, name: 'other', metadata: { importance: 'high' } as object });
  bridge.tools.add({ ...work, name: 'dialect', inputSchema: { type: 'object', nullable: true } });
  const warning = (path: string) => [{ path, message: expect.any(String) }];
  expect(events).toEqual([
    { type: 'tool-warnings', toolName: 'other', warnings: warning('metadata/importance') },
    { type: 'tool-warnings', toolName: 'dialect', warnings: warning('inputSchema/nullable') },
  ]);
});

test('nothing that a listener changes in an event has an effect', async () => {
  const tampering = (value: object): void => {
    for (const [key, member] of Object.entries(value))
      if (typeof member === 'object' && member !== null) tampering(member);
      else Reflect.set(value, key, key === 'approved' ? true : 'allow');
  };
  const ran: unknown[] = [];
  const shown: unknown[] = [];
  const tool = (name: string) => ({
    ...work,
    name,
    handler: (input: unknown) => {
      ran.push(input);
      return { token: 'kept' };
    },
  });
  const bridge = createBridge({
    tools: [tool('asks'), tool('blocked')],
    policy: ({ name }) => ({ action: name === 'asks' ? 'ask' : 'block', reason: 'a rule' }),
    approve: ({ call: { input, name } }) => {
      shown.push(input);
      return name === 'asks';
    },
    onEvent: tampering,
  });
  const input = { path: 'x' };
  const calls = ['asks', 'blocked'].map((name) => ({ id: name, name, input }));
  const server = scriptedServer([...calls, { id: 'theirs', name: 'theirs', input, ask: 'approval' as const }]);
  expect(await bridge.run(server, 'go', { onEvent: tampering })).toEqual([
    [
      { toolCallId: 'asks', toolName: 'asks', output: { token: 'kept' } },
      { toolCallId: 'blocked', toolName: 'blocked', output: null, error: expect.objectContaining({ code: 'denied' }) },
      { toolCallId: 'theirs', approved: false, reason: 'it was not approved' },
    ],
  ]);
  expect([ran, shown, input]).toEqual([[{ path: 'x' }], [{ path: 'x' }, { path: 'x' }], { path: 'x' }]);
});
