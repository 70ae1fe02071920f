import { checkDefinition, type ToolDefinition } from 'toolferry';
import { expect, test } from 'vitest';

const check = (fields: Partial<ToolDefinition>) =>
  checkDefinition({ name: 'find', description: 'Find a file', inputSchema: { type: 'object' }, ...fields });

const clean = { errors: [], warnings: [] };
const rightToLeftOverride = '\u202e';
const zeroWidthJoiner = '\u200d';

test('a valid definition has no errors and no warnings', () => {
  expect(check({})).toEqual(clean);
  expect(check({ namespace: 'fs', inputSchema: {} })).toEqual(clean);
});

test('control and bidirectional characters are errors in a name, a namespace and a description', () => {
  for (const hidden of ['\u0000', '\u001b', '\u007f', '\u009b', rightToLeftOverride, '\u2066']) {
    expect(check({ name: `a${hidden}` }).errors).toEqual([{ path: 'name', message: 'contains hidden characters' }]);
    expect(check({ namespace: `a${hidden}` }).errors).toMatchObject([{ path: 'namespace' }]);
    expect(check({ description: `a${hidden}` }).errors).toMatchObject([{ path: 'description' }]);
  }
});

test('line breaks, tabs and joiners are allowed in a description; line breaks and tabs are errors in a name', () => {
  expect(check({ description: `Lines:\r\n\tone\n👩${zeroWidthJoiner}💻 क्${zeroWidthJoiner}ष` })).toEqual(clean);
  expect(check({ name: `👩${zeroWidthJoiner}💻` })).toEqual(clean);
  expect(check({ name: 'find\nfile' }).errors).toMatchObject([{ path: 'name' }]);
  expect(check({ namespace: 'a\tb' }).errors).toMatchObject([{ path: 'namespace' }]);
});

test('the maximum of a description is 16 KiB, counted in bytes', () => {
  expect(check({ description: 'a'.repeat(16 * 1024) })).toEqual(clean);
  expect(check({ description: 'a'.repeat(16 * 1024 + 1) }).errors).toMatchObject([{ path: 'description' }]);
  expect(check({ description: 'ä'.repeat(8 * 1024) })).toEqual(clean);
  expect(check({ description: 'ä'.repeat(8 * 1024 + 1) }).errors).toMatchObject([{ path: 'description' }]);
});

test('checkDefinition returns all errors at once', () => {
  const { errors } = check({
    name: 'a\u0000',
    description: '\u0000',
    inputSchema: { type: 'string', properties: { a: { pattern: '(' } } },
  });
  expect(errors.map(({ path }) => path)).toEqual([
    'name',
    'description',
    'inputSchema/type',
    'inputSchema/properties/a/pattern',
  ]);
});
