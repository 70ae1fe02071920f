import { createBridge, defineTool, type ToolSource } from 'toolferry';
import { expect, test } from 'vitest';
// Internal: what every adapter's createToolsFromClient() does with its source.
import { toBridge } from '../../src/bridge/create-bridge.js';

const tool = defineTool({ name: 'a', description: 'A', inputSchema: { type: 'object' }, handler: () => 'ran' });

test('a bridge is made from any iterable of tools, or none', async () => {
  expect([...createBridge().tools]).toEqual([]);
  expect([...createBridge({ tools: new Set([tool]) }).tools]).toEqual([tool]);
  expect([...createBridge({ tools: createBridge({ tools: [tool] }).tools }).tools]).toEqual([tool]);
});

test('two bridges share no tools', () => {
  const [first, second] = [createBridge({ tools: [tool] }), createBridge()];
  second.tools.add({ ...tool, name: 'b' });
  expect([...first.tools]).toEqual([tool]);
});

test('its methods can be passed on alone', async () => {
  const { execute, policy } = createBridge({ tools: [tool] });
  expect((await execute({ id: 'c', name: 'a', input: {} })).output).toBe('ran');
  expect(policy(tool)).toEqual({ action: 'allow' });
});

test('a source is a bridge, something that has one, or an array of tools', () => {
  const bridge = createBridge({ tools: [tool] });
  expect(toBridge(bridge)).toBe(bridge);
  expect(toBridge({ bridge })).toBe(bridge);
  expect(toBridge(bridge, { policy: undefined })).toBe(bridge);
  expect([...toBridge([tool]).tools]).toEqual([tool]);
  expect(toBridge([tool], { policy: () => 'block' }).policy(tool)).toEqual({ action: 'block' });
});

test('options beside a bridge are a TypeError: it has its own', () => {
  expect(() => toBridge(createBridge(), { approve: () => true })).toThrow(/^approve: this bridge has its own/);
  expect(() => toBridge({ bridge: createBridge() }, { timeoutMs: 1 })).toThrow(TypeError);
});

test('anything else is a TypeError that says what to pass', () => {
  for (const source of [undefined, null, 'tools', {}, { tools: [tool] }, { bridge: {} }, tool])
    expect(() => toBridge(source as unknown as ToolSource)).toThrow(/takes a bridge .* or an array of client tools/);
});
