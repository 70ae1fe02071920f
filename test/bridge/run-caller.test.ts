/** The option `caller` of a run that a handler or a graph node has started. */
import { type Caller, createBridge } from 'toolferry';
import { expect, test } from 'vitest';
import { scriptedServer } from './support/scripted-server.js';

const caller: Caller = { kind: 'test', options: {} };

test('approve, needsApproval and the handlers of a run receive its caller, and so does an approval of a server tool', async () => {
  const seen: [string, Caller | undefined][] = [];
  const tool = {
    name: 'work',
    description: 'Work',
    inputSchema: {},
    needsApproval: (_input: unknown, context: { caller?: Caller | undefined }) => {
      seen.push(['needsApproval', context.caller]);
      return true;
    },
    handler: (_input: unknown, context: { caller?: Caller | undefined }) => void seen.push(['handler', context.caller]),
  };
  const server = scriptedServer(
    [{ id: 'a', name: 'work', input: {} }],
    [{ id: 'b', name: 'own', input: {}, ask: 'approval' }],
  );
  const bridge = createBridge({
    tools: [tool],
    approve: (request) => seen.push([`approve ${request.call.id}`, request.caller]) > 0,
  });
  await bridge.run(server, 'go', { caller });
  expect(seen).toEqual([
    ['needsApproval', caller],
    ['approve a', caller],
    ['handler', caller],
    ['approve b', caller],
  ]);
});

test('a run with a caller cannot end for an approval that is put off, unless canWait says so', async () => {
  const server = () => scriptedServer([{ id: 'b', name: 'own', input: {}, ask: 'approval' }]);
  const bridge = createBridge({ approve: () => 'later' });
  const [answers] = await bridge.run(server(), 'go', { caller });
  expect(answers).toMatchObject([{ approved: false, reason: expect.stringContaining("approve answered 'later'") }]);
  await expect(bridge.run(server(), 'go', { caller, canWait: true })).rejects.toMatchObject({
    code: 'approval_pending',
  });
});
