import { createBridge, type ErrorContext } from 'toolferry';
import { expect, test } from 'vitest';
import { scriptedServer } from './support/scripted-server.ts';

const broken = () => {
  throw original;
};
const original = Object.assign(new Error('the original'), { secret: 'only for the developer' });
const work = { name: 'work', description: 'Work', inputSchema: {}, handler: () => 'done' };
const call = { id: 'c', name: 'work', input: {} };

type Options = Parameters<typeof createBridge>[0];

const failures: [ErrorContext['source'], Options][] = [
  ['handler', { tools: [{ ...work, handler: broken }] }],
  ['handler', { tools: [{ ...work, handler: () => Promise.reject(original) }] }],
  ['validate', { tools: [{ ...work, validate: broken }] }],
  ['validate', { tools: [{ ...work, validate: () => Promise.reject(original) }] }],
  ['needsApproval', { tools: [{ ...work, needsApproval: broken }] }],
  ['approve', { tools: [work], policy: () => 'ask', approve: broken }],
  ['policy', { tools: [work], policy: broken }],
];

test.for(failures)('the error of a failed call has what was thrown as its cause: %s', async ([, options]) => {
  const { error } = await createBridge(options).execute(call);
  expect(error?.cause).toBe(original);
});

test.for(failures)('onError gets what was thrown, with its place: %s', async ([source, options]) => {
  const errors: unknown[] = [];
  const onError = (error: unknown, where: ErrorContext) => void errors.push([error, where]);
  await createBridge({ ...options, onError }).execute(call);
  // A policy also decides which tools are offered.
  expect(errors).toEqual([[original, { source, toolName: 'work', toolCallId: 'c' }]]);
});

test('the cause is in no JSON, no copy and no answer to a server', async () => {
  const bridge = createBridge({ tools: [{ ...work, handler: broken }] });
  const { error } = await bridge.execute(call);
  expect(JSON.stringify(error)).toBe('{"code":"failed","message":"the original"}');
  expect(Object.keys({ ...error })).toEqual(['code', 'message']);
  expect(structuredClone(error)).not.toHaveProperty('cause');
  const [[answer]] = (await bridge.run(scriptedServer([call]), 'go')) as [[unknown]];
  expect(answer).toEqual({
    toolCallId: 'c',
    toolName: 'work',
    output: null,
    error: { code: 'failed', message: 'the original' },
  });
});

test('a value that cannot be read has the error of its getter as the cause of the cause', async () => {
  const unreadable = {
    get value() {
      return broken();
    },
  };
  const { error } = await createBridge({ tools: [{ ...work, handler: () => unreadable }] }).execute(call);
  expect(error?.code).toBe('invalid_output');
  expect(error?.cause).toHaveProperty('cause', original);
});

test('a call that was approved in spite of a needsApproval that failed runs, and onError has the error', async () => {
  const errors: unknown[] = [];
  const bridge = createBridge({
    tools: [{ ...work, needsApproval: broken }],
    approve: () => true,
    onError: (error) => void errors.push(error),
  });
  expect(await bridge.execute(call)).toMatchObject({ output: 'done' });
  expect(errors).toEqual([original]);
});

test('a timeoutMs function that throws leaves the default, and onError has the error', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown, where: ErrorContext) => void errors.push([error, where]);
  const bridge = createBridge({ tools: [work], timeoutMs: broken, onError });
  expect((await bridge.execute(call)).output).toBe('done');
  expect(errors).toEqual([[original, { source: 'timeoutMs', toolName: 'work' }]]);
});
