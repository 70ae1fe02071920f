import { createBridge, type Policy, type ToolMetadata, type Verdict } from 'toolferry';
import { expect, test, vi } from 'vitest';

/** The ruling of the default policy on a tool with these marks. */
const ruling = (metadata?: ToolMetadata) =>
  createBridge().policy({ name: 'a', description: 'A', inputSchema: {}, metadata });
const under = (policy: Policy) =>
  createBridge({ policy, tools: [{ name: 'a', description: 'A', inputSchema: {}, handler: () => 'ran' }] });
const call = { id: 'c', name: 'a', input: { x: 1 } };

test.for<[string, ToolMetadata | undefined]>([
  ['no marks', undefined],
  ['empty marks', {}],
  ['read', { operationType: 'read' }],
  ['write', { operationType: 'write' }],
  ['public', { sensitivityLevel: 'public' }],
  ['internal', { sensitivityLevel: 'internal' }],
  ['requiresApproval: false', { requiresApproval: false }],
  ['scopes and tags', { requiredScopes: ['a'], tags: ['b'], category: 'c', impactDescription: 'd' }],
])('the default policy allows a tool with %s', ([, metadata]) => {
  expect(ruling(metadata)).toEqual({ action: 'allow' });
});

test.for<[string, ToolMetadata, string]>([
  ['destructive', { operationType: 'destructive' }, 'it is destructive'],
  ['sensitive', { sensitivityLevel: 'sensitive' }, 'it handles sensitive data'],
  ['requiresApproval', { requiresApproval: true }, 'it requires approval'],
  ['requiresApproval that is not a boolean', { requiresApproval: 'no' as never }, 'it requires approval'],
  ['read and sensitive', { operationType: 'read', sensitivityLevel: 'sensitive' }, 'it handles sensitive data'],
  ['an unknown operation type', { operationType: 'Destructive' }, 'its operation type "Destructive" is unknown'],
  ['an unknown sensitivity level', { sensitivityLevel: 'secret' }, 'its sensitivity level "secret" is unknown'],
  ['an empty mark', { operationType: '' }, 'its operation type "" is unknown'],
])('the default policy requires approval for a tool with the mark: %s', ([, metadata, reason]) => {
  expect(ruling(metadata)).toEqual({ action: 'ask', reason });
});

test('a tool with malformed marks is never allowed', () => {
  for (const metadata of [null, { operationType: null }, { sensitivityLevel: 1 }])
    expect(ruling(metadata as never).action).not.toBe('allow');
});

test.for<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['true', true],
  ['another string', 'Allow'],
  ['an unknown action', { action: 'maybe' }],
  ['a promise of allow', Promise.resolve('allow')],
  ['an array', ['allow']],
])('a policy that returns %s blocks', async ([, verdict]) => {
  const bridge = under(() => verdict as Verdict);
  expect((await bridge.execute(call)).error).toEqual({
    code: 'denied',
    message: '"a" was not run: the policy returned no valid verdict.',
  });
});

test('a policy that throws blocks, and its error is not disclosed', async () => {
  const bridge = under(() => {
    throw new Error('secret');
  });
  expect((await bridge.execute(call)).error).toEqual({
    code: 'denied',
    message: '"a" was not run: the policy failed.',
  });
  expect((await bridge.execute({ ...call, name: 'other' })).error?.message).toContain('No tools are available');
});

test('a policy decides on each call with its parsed input, and its reason is in the error', async () => {
  const policy = vi.fn<Policy>((_, pending) =>
    (pending?.input as { x: number } | undefined)?.x === 2 ? { action: 'block', reason: 'x is too large' } : 'allow',
  );
  const bridge = under(policy);
  expect((await bridge.execute({ ...call, input: '{"x":1}' })).output).toBe('ran');
  expect((await bridge.execute({ ...call, input: '{"x":2}' })).error?.message).toBe('"a" was not run: x is too large.');
  expect(policy.mock.calls[0]?.[1]).toEqual({ id: 'c', name: 'a', input: { x: 1 } });
});

test('a policy option replaces the default policy entirely', async () => {
  const metadata = { operationType: 'destructive' };
  const tool = { name: 'a', description: 'A', inputSchema: {}, metadata, handler: () => 'ran' };
  expect((await createBridge({ policy: () => 'allow', tools: [tool] }).execute(call)).output).toBe('ran');
});
