import { createBridge, defineTool } from 'toolferry';
import { expect, test } from 'vitest';

test('a call runs its handler with the checked input and its output becomes JSON', async () => {
  const add = defineTool({
    name: 'add',
    namespace: 'math',
    description: 'Add',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    handler: ({ a }) => ({ sum: a + 1, at: new Date(0) }),
  });
  const bridge = createBridge({ tools: [add] });
  expect(await bridge.execute({ id: 'c1', name: 'math_add', input: '{"a":1}' })).toEqual({
    callId: 'c1',
    toolName: 'math_add',
    output: { sum: 2, at: '1970-01-01T00:00:00.000Z' },
  });
  const bad = await bridge.execute({ id: 'c2', name: 'math_add', input: {} });
  expect(bad.error).toEqual({
    code: 'invalid_input',
    message: 'Invalid input for "math_add": must have required properties a.',
  });
});
