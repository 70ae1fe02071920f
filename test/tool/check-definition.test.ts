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

test.for([
  ['operationtype', 'operationType'],
  ['operation_type', 'operationType'],
  ['OPERATION_TYPE', 'operationType'],
  ['opertionType', 'operationType'],
  ['operationTpye', 'operationType'],
  ['sensitivtyLevl', 'sensitivityLevel'],
  ['requireApproval', 'requiresApproval'],
  ['requires-approval', 'requiresApproval'],
  ['requiredscope', 'requiredScopes'],
  ['requiredPermission', 'requiredPermissions'],
  ['impactdescription', 'impactDescription'],
  ['Category', 'category'],
  ['tag', 'tags'],
] as const)('the metadata key %s is an error that names %s', ([key, known]) => {
  const issue = { path: `metadata/${key}`, message: `is not a metadata key; did you mean ${known}?` };
  expect(check({ metadata: { [key]: 'destructive' } })).toEqual({ errors: [issue], warnings: [] });
});

test.for([
  'destructiveHint',
  'readOnlyHint',
  'opType',
  'approval',
  'scopes',
  'operationTypesss',
  'owner',
  'toString',
  'x',
  '',
])('the metadata key "%s", which is like no known one, is a warning', (key) => {
  const issue = { path: `metadata/${key}`, message: 'is not a metadata key; the default policy ignores it' };
  expect(check({ metadata: { [key]: true } })).toEqual({ errors: [], warnings: [issue] });
});

test('every known metadata key is accepted, and each unknown one is reported', () => {
  const known = {
    operationType: 'read',
    sensitivityLevel: 'public',
    requiresApproval: false,
    category: 'files',
    tags: ['a'],
    impactDescription: 'none',
    requiredScopes: [],
    requiredPermissions: [],
  } as const;
  expect(check({ metadata: known })).toEqual(clean);
  const { errors, warnings } = check({ metadata: { ...known, operationtype: 'x', owner: 'y', tagss: [] } as object });
  expect(errors.map(({ path }) => path)).toEqual(['metadata/operationtype', 'metadata/tagss']);
  expect(warnings.map(({ path }) => path)).toEqual(['metadata/owner']);
});

test.for([null, 'destructive', ['destructive'], true])(
  'metadata %j, which is not an object, is an error',
  (metadata) => {
    expect(check({ metadata: metadata as object }).errors).toEqual([
      { path: 'metadata', message: 'must be an object' },
    ]);
  },
);
