import { type BridgeEvent, createBridge } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectInProcess, listed } from './support/in-process-server.ts';
import { until } from './support/until.ts';

const destructive = (name: string) => listed(name, { annotations: { destructiveHint: true } });
const readOnly = listed('look', { annotations: { readOnlyHint: true } });
const connect = async (tools: readonly object[]) => (await connectInProcess('client 2', { tools })).client;

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a connection that brings tools that need approval to a bridge without approve gives one warning, with the remedies', async () => {
  const client = await connect([destructive('rm'), readOnly, destructive('mv')]);
  await fromMCPClient(client, { bridge: createBridge(), namespace: 'fs' });
  expect(warnings).toEqual([
    'toolferry: 2 remote tool(s) need approval, and no approve function is set, so their calls will be denied: fs_rm, fs_mv. Pass approve to createBridge(); or let the AI SDK ask (createToolsFromClient with approval: "framework"); or, for tools that you trust, set their metadata.',
  ]);
});

test('a list that is read again does not repeat the warning; a tool that makes it necessary later gives it then', async () => {
  const config = { tools: [readOnly] };
  const { client, server } = await connectInProcess('client 2', config);
  const bridge = createBridge();
  await fromMCPClient(client, { bridge });
  expect(warnings).toEqual([]);
  config.tools = [readOnly, destructive('rm')];
  await server.sendToolListChanged();
  await until(() => expect(warnings).toEqual([expect.stringContaining('1 remote tool(s) need approval')]));
  config.tools = [readOnly, destructive('rm'), destructive('mv')];
  await fromMCPClient(client, { bridge });
  expect([...bridge.tools]).toHaveLength(3);
  expect(warnings).toHaveLength(1);
});

test('the warning names ten tools at most', async () => {
  const client = await connect(Array.from({ length: 300 }, (_, index) => destructive(`t${index}`)));
  await fromMCPClient(client, { bridge: createBridge() });
  expect(warnings[0]).toMatch(/300 remote tool\(s\).*denied: t0, t1, .*, t9, …\. Pass/);
});

test('there is no warning where approve is set, where no tool needs approval, and in production', async () => {
  await fromMCPClient(await connect([destructive('rm')]), { bridge: createBridge({ approve: () => true }) });
  await fromMCPClient(await connect([readOnly]), { bridge: createBridge() });
  await fromMCPClient(await connect([destructive('rm')]), { bridge: createBridge({ policy: () => 'allow' }) });
  vi.stubEnv('NODE_ENV', 'production');
  await fromMCPClient(await connect([destructive('rm')]), { bridge: createBridge() });
  expect(warnings).toEqual([]);
});

test('a refusal names the remedy too', async () => {
  const bridge = createBridge();
  await fromMCPClient(await connect([destructive('rm')]), { bridge });
  const { error } = await bridge.execute({ id: 'c1', name: 'rm', input: {} });
  expect(error?.message).toContain('no approve function is set. Pass approve to createBridge()');
});

test('the one warning also names the tools that were left out and those whose schemas are not checked completely', async () => {
  const partly = listed('find', { inputSchema: { type: 'object', properties: { a: { pattern: '(a)\\1' } } } });
  const client = await connect([listed('bad', { inputSchema: { type: 'string' } }), partly, destructive('rm')]);
  await fromMCPClient(client, { bridge: createBridge() });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^toolferry: 1 remote tool\(s\) were left out: bad \(inputSchema.*\)\. Inputs of 1 remote tool\(s\) are checked in part.*: find;.* 1 remote tool\(s\) need approval.*: rm\./,
    ),
  ]);
});

test('tools that are left out are in no warning if onRefused is given', async () => {
  const client = await connect([listed('bad', { inputSchema: { type: 'string' } })]);
  await fromMCPClient(client, { bridge: createBridge(), onRefused: () => {} });
  expect(warnings).toEqual([]);
});

test('a bridge with a listener gets the same as events, at every change of the list, and nothing is on the console', async () => {
  const events: BridgeEvent[] = [];
  const bridge = createBridge({ onEvent: (event) => void events.push(event) });
  const partly = listed('find', { inputSchema: { type: 'object', properties: { a: { pattern: '(a)\\1' } } } });
  const client = await connect([listed('bad', { inputSchema: { type: 'string' } }), partly, destructive('rm')]);
  await fromMCPClient(client, { bridge });
  expect(events).toEqual([
    { type: 'tool-warnings', toolName: 'find', warnings: [expect.objectContaining({ path: expect.any(String) })] },
    { type: 'tool-refused', toolName: 'bad', issues: [expect.objectContaining({ path: 'inputSchema/type' })] },
    { type: 'approve-missing', toolNames: ['rm'] },
  ]);
  expect(warnings).toEqual([]);
});
