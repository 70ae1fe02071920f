import { createBridge, defineTool, type ToolResultParts, toolResult } from 'toolferry';
import { expect, test } from 'vitest';
// Internal: adapters convert results for models with it.
import { toText } from '../../src/result/to-text.js';

function call(handler: () => unknown) {
  const tool = defineTool({ name: 'run', description: 'Run', inputSchema: { type: 'object' }, handler });
  return createBridge({ tools: [tool] }).execute({ id: 'call_0', name: 'run', input: {} });
}
const identity = { toolCallId: 'call_0', toolName: 'run' };

test('toolResult returns output, content, stdout and stderr in one result', async () => {
  const parts = {
    output: { at: new Date(0), exit: 0 },
    content: [
      { type: 'text', text: 'done' },
      { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
      { type: 'file', mediaType: 'text/html', url: 'https://a.example', filename: 'a.html' },
    ],
    stdout: ['one', 'two'],
    stderr: ['warning'],
  } satisfies ToolResultParts;
  expect(await call(() => toolResult(parts))).toStrictEqual({
    ...identity,
    ...parts,
    output: { at: '1970-01-01T00:00:00.000Z', exit: 0 },
  });
});

test('a result has only the parts that were passed to toolResult', async () => {
  expect(await call(() => toolResult({}))).toStrictEqual({ ...identity, output: null });
  expect(await call(() => toolResult({ output: 1, content: undefined, stdout: undefined }))).toStrictEqual({
    ...identity,
    output: 1,
  });
});

test('toolResult returns a failure with output, its own code and data', async () => {
  const error = { message: 'no space', code: 'disk_full', data: { free: 0n } };
  expect(await call(() => toolResult({ output: 'half', error, stderr: ['no space'] }))).toStrictEqual({
    ...identity,
    output: 'half',
    error: { message: 'no space', code: 'disk_full', data: { free: '0' } },
    stderr: ['no space'],
  });
  expect((await call(() => toolResult({ error: { message: 'no' } }))).error).toStrictEqual({
    code: 'failed',
    message: 'no',
  });
});

test('every part of toolResult is converted to JSON; one that has no JSON form is invalid_output', async () => {
  const circular: unknown[] = [];
  circular.push(circular);
  for (const part of ['output', 'content', 'stdout'] as const)
    expect((await call(() => toolResult({ [part]: circular }))).error?.code).toBe('invalid_output');
  expect((await call(() => toolResult({ error: { message: 'no', data: circular } }))).error?.code).toBe(
    'invalid_output',
  );
  const picture = { type: 'file', mediaType: 'image/png', data: Buffer.from('png') as unknown as string } as const;
  expect((await call(() => toolResult({ content: [picture] }))).content).toEqual([{ ...picture, data: 'cG5n' }]);
});

test('an output with the shape of a result is an output', async () => {
  const lookalike = { output: 1, content: [{ type: 'text', text: 'x' }], error: { code: 'failed', message: 'x' } };
  expect(await call(() => lookalike)).toStrictEqual({ ...identity, output: lookalike });
  const parsed = JSON.parse(JSON.stringify(toolResult({ output: 1 })));
  expect(await call(() => parsed)).toStrictEqual({ ...identity, output: { output: 1 } });
});

test('an Error that a handler returns is an output, not a failure', async () => {
  expect(await call(() => new Error('kept'))).toStrictEqual({
    ...identity,
    output: { name: 'Error', message: 'kept' },
  });
});

test('the text for a model is the error, else the content, else the output, followed by stdout and stderr', () => {
  const result = { ...identity, output: { a: 1 } };
  expect(toText({ ...identity, output: 'plain' })).toBe('plain');
  expect(toText(result)).toBe('{"a":1}');
  expect(toText({ ...result, content: [{ type: 'text', text: 'shown' }] })).toBe('shown');
  expect(toText({ ...result, content: [{ type: 'file', mediaType: 'image/png', data: '' }] })).toBe('[image/png]');
  expect(toText({ ...result, error: { code: 'failed', message: 'broke' }, stdout: ['a', 'b'], stderr: ['c'] })).toBe(
    'broke\nstdout:\na\nb\nstderr:\nc',
  );
});

const text = { type: 'text', text: 'a' };
test.for<[string, unknown, string]>([
  ['nothing', undefined, 'it expects an object such as { output, content }, not undefined'],
  ['null', null, 'it expects an object such as { output, content }, not null'],
  ['a string', 'done', 'it expects an object such as { output, content }, not a string'],
  ['an array', [text], 'it expects an object such as { output, content }, not an array'],
  ['content that is a string', { content: 'x' }, 'content must be an array, not a string'],
  ['content that is one part', { content: text }, 'content must be an array, not this object'],
  ['a null among the content', { content: [text, null] }, "content[1] must be { type: 'text', text } or"],
  ['a hole in the content', { content: new Array(1) }, 'content[0] must be'],
  ['a string among the content', { content: ['x'] }, 'content[0] must be'],
  ['a text part without text', { content: [{ type: 'text' }] }, 'content[0] must be'],
  ['a text part with another text', { content: [{ type: 'text', text: 1 }] }, 'content[0] must be'],
  ['a part of another type', { content: [{ type: 'image', data: 'AAAA' }] }, 'content[0] must be'],
  ['a file without a media type', { content: [{ type: 'file', data: 'AAAA' }] }, 'content[0] must be'],
  ['a file without data and URL', { content: [{ type: 'file', mediaType: 'a/b' }] }, 'content[0] must be'],
  ['a file with null as data', { content: [{ type: 'file', mediaType: 'a/b', data: null }] }, 'content[0] must be'],
  [
    'a file with a URL object',
    { content: [{ type: 'file', mediaType: 'a/b', url: new URL('a:b') }] },
    'content[0] must',
  ],
  [
    'a file with another filename',
    { content: [{ type: 'file', mediaType: 'a/b', data: '', filename: 1 }] },
    'content[0]',
  ],
  ['stdout that is a string', { stdout: 'abc' }, 'stdout must be an array, not a string'],
  ['a number in stderr', { stderr: ['a', 1] }, 'stderr[1] must be a string, not a number'],
  ['an error that is a string', { error: 'no' }, 'error must be an object with a message'],
  ['an error that is false', { error: false }, 'error must be an object with a message'],
  ['an error without message', { error: {} }, 'error must be an object with a message'],
  ['an error with another code', { error: { message: 'no', code: 5 } }, 'error.code must be a string, not a number'],
])('toolResult refuses %s', async ([, parts, problem]) => {
  const message = `toolResult() was called with a malformed part: ${problem}`;
  expect(() => toolResult(parts as ToolResultParts)).toThrow(message);
  const { error, output } = await call(() => toolResult(parts as ToolResultParts));
  expect({ code: error?.code, output }).toEqual({ code: 'invalid_output', output: null });
  expect(error?.message).toContain(message);
});

test('null as a part of toolResult counts as absent', async () => {
  const parts = { output: 1, content: null, stdout: null, stderr: null, error: null };
  expect(await call(() => toolResult(parts as unknown as ToolResultParts))).toStrictEqual({ ...identity, output: 1 });
});

test('toolResult accepts an Error as its error', async () => {
  const error = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  expect((await call(() => toolResult({ error }))).error).toStrictEqual({ code: 'ENOENT', message: 'no such file' });
});

test('malformed parts that another copy of the package made are invalid_output', async () => {
  for (const parts of [{ content: [null] }, { content: 'x' }, { stdout: 'abc' }, { error: 'no' }]) {
    const forged = Object.defineProperty({ ...parts }, Symbol.for('toolferry.result'), { value: true });
    expect(await call(() => forged)).toMatchObject({ output: null, error: { code: 'invalid_output' } });
  }
  const late = toolResult({ content: [{ type: 'text', text: 'a' }] });
  (late.content as unknown[])[0] = null;
  expect(await call(() => late)).toMatchObject({ error: { code: 'invalid_output' } });
});
