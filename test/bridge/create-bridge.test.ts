import { createBridge, defineTool, type ToolSource } from 'toolferry';
import { expect, test } from 'vitest';
// Internal: every adapter's createToolsFromClient() reads its source with it.
import { toBridge } from '../../src/bridge/create-bridge.js';

const tool = defineTool({ name: 'a', description: 'A', inputSchema: { type: 'object' }, handler: () => 'ran' });

test('createBridge accepts any iterable of tools, or none', async () => {
  expect([...createBridge().tools]).toEqual([]);
  expect([...createBridge({ tools: new Set([tool]) }).tools]).toEqual([tool]);
  expect([...createBridge({ tools: createBridge({ tools: [tool] }).tools }).tools]).toEqual([tool]);
});

test('two bridges share no tools', () => {
  const [first, second] = [createBridge({ tools: [tool] }), createBridge()];
  second.tools.add({ ...tool, name: 'b' });
  expect([...first.tools]).toEqual([tool]);
});

test('the methods of a bridge work without their object', async () => {
  const { execute, policy } = createBridge({ tools: [tool] });
  expect((await execute({ id: 'c', name: 'a', input: {} })).output).toBe('ran');
  expect(policy(tool)).toEqual({ action: 'allow' });
});

test('a tool source is a bridge, an object with a bridge, or an array of tools', () => {
  const bridge = createBridge({ tools: [tool] });
  expect(toBridge(bridge)).toBe(bridge);
  expect(toBridge({ bridge })).toBe(bridge);
  expect(toBridge(bridge, { policy: undefined })).toBe(bridge);
  expect([...toBridge([tool]).tools]).toEqual([tool]);
  expect(toBridge([tool], { policy: () => 'block' }).policy(tool)).toEqual({ action: 'block' });
});

test('bridge options in addition to a bridge are a TypeError', () => {
  expect(() => toBridge(createBridge(), { approve: () => true })).toThrow(/^approve: this bridge has its own/);
  expect(() => toBridge({ bridge: createBridge() }, { timeoutMs: 1 })).toThrow(TypeError);
});

test('an invalid tool source is a TypeError that lists the valid ones', () => {
  for (const source of [undefined, null, 'tools', {}, { tools: [tool] }, { bridge: {} }, tool])
    expect(() => toBridge(source as unknown as ToolSource)).toThrow(/expects a bridge .* or an array of client tools/);
});
