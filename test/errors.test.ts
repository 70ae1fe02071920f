import { createBridge, ToolferryError } from 'toolferry';
import { expect, test, vi } from 'vitest';

test('a ToolferryError has a code, a message for people, and data for programs', () => {
  const cause = new Error('below');
  const error = new ToolferryError('unauthorized', 'Log in again.', { data: { status: 401 }, cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'ToolferryError', code: 'unauthorized', data: { status: 401 }, cause });
  expect('cause' in new ToolferryError('a', 'b')).toBe(false);
});

test('String(error) of a ToolferryError is the message without a prefix', () => {
  const error = new ToolferryError('unauthorized', 'Log in again.');
  expect(String(error)).toBe('Log in again.');
  expect(`${new ToolferryError('again', String(error))}`).toBe('Log in again.');
});

test('isInstance recognizes a ToolferryError of another copy of the package, where instanceof fails', async () => {
  const error = new ToolferryError('a', 'b');
  vi.resetModules();
  const copy = await import('toolferry');
  expect(copy.ToolferryError).not.toBe(ToolferryError);
  expect(error instanceof copy.ToolferryError).toBe(false);
  expect(copy.ToolferryError.isInstance(error)).toBe(true);
  expect(ToolferryError.isInstance(new copy.ToolferryError('a', 'b'))).toBe(true);
});

test('isInstance refuses everything else, including lookalikes and errors that crossed a wire', () => {
  const error = new ToolferryError('a', 'b');
  const others = [
    undefined,
    null,
    'a',
    new Error('b'),
    { ...error, name: 'ToolferryError' },
    JSON.parse(JSON.stringify(error)),
  ];
  for (const other of others) expect(ToolferryError.isInstance(other)).toBe(false);
  const hostile = new Proxy({}, { has: () => JSON.parse('broken') });
  expect(ToolferryError.isInstance(hostile)).toBe(false);
});

test('a ToolferryError of another copy of the package, thrown by a handler, keeps its code', async () => {
  vi.resetModules();
  const copy = await import('toolferry');
  const handler = () => Promise.reject(new copy.ToolferryError('quota', 'No more today'));
  const bridge = createBridge({ tools: [{ name: 'a', description: 'A', inputSchema: {}, handler }] });
  expect((await bridge.execute({ id: 'c', name: 'a', input: {} })).error).toEqual({
    code: 'quota',
    message: 'No more today',
  });
});
