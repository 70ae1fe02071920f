import { checkDefinition, createBridge, type ToolDefinition } from 'toolferry';
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
  ['tasg', 'tags'],
  ['catgry', 'category'],
  ['tax', 'tags'],
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

test('the maximum of a name and of a namespace is 512 bytes, and nameBytes sets it', () => {
  expect(check({ name: 'a'.repeat(512), namespace: 'ä'.repeat(256) })).toEqual(clean);
  const issue = (path: string, bytes: string) => ({ path, message: `has ${bytes} bytes; the maximum is 512` });
  expect(check({ name: 'a'.repeat(513) }).errors).toEqual([issue('name', '513')]);
  expect(check({ name: 'a'.repeat(20_000_000) }).errors).toEqual([issue('name', '20,000,000')]);
  expect(check({ namespace: 'ä'.repeat(257) }).errors).toEqual([issue('namespace', '514')]);
  const { errors } = checkDefinition({ name: 'find', description: '', inputSchema: {} }, { nameBytes: 3 });
  expect(errors).toEqual([{ path: 'name', message: 'has 4 bytes; the maximum is 3' }]);
});

const circular: Record<string, unknown> = {};
circular.self = circular;
const throws = () => {
  throw new Error('no entry');
};
const unlimited = Number.POSITIVE_INFINITY;

test.for<[string, () => unknown]>([
  ['undefined', () => undefined],
  ['null', () => null],
  ['a string', () => 'find'],
  ['an array', () => [{ name: 'find' }]],
  ['a function', () => () => 1],
  [
    'a getter that throws',
    () => ({
      name: 'find',
      description: '',
      get inputSchema() {
        return throws();
      },
    }),
  ],
  ['a Proxy that throws', () => new Proxy({}, { get: throws })],
  ['a revoked Proxy', () => revoked()],
  ['a symbol as its name', () => ({ name: Symbol('find'), description: '', inputSchema: {} })],
  ['an object without a string as its name', () => ({ name: { toString: 1 }, description: '', inputSchema: {} })],
  ['a symbol as its namespace', () => ({ name: 'a', namespace: Symbol('a'), description: '', inputSchema: {} })],
  ['metadata that cannot be read', () => ({ name: 'a', description: '', inputSchema: {}, metadata: revoked() })],
  ['a revoked Proxy as its schema', () => ({ name: 'a', description: '', inputSchema: revoked() })],
])('a definition that is or has %s is an error for checkDefinition and for registration', ([, make]) => {
  const definition = make() as ToolDefinition;
  expect(checkDefinition(definition).errors).not.toEqual([]);
  expect(() => createBridge({ tools: [definition] })).toThrow(expect.objectContaining({ code: 'invalid_tool' }));
});

test.for<[string, () => object]>([
  ['a type that is an object without a string', () => ({ type: [{ toString: 1 }] })],
  ['a symbol as type', () => ({ type: Symbol('object') })],
  ['symbols among the types', () => ({ type: [Symbol('object')] })],
  ['a symbol as a reference', () => ({ properties: { a: { $ref: Symbol('a'), $id: Symbol('b') } } })],
  ['a symbol as a pattern', () => ({ properties: { a: { pattern: Symbol('a') } }, patternProperties: Symbol('b') })],
  ['a bigint', () => ({ properties: { a: { maximum: 10n ** 30n, enum: [1n], description: 'x'.repeat(15_000) } } })],
  ['a function', () => ({ properties: () => 1, items: throws })],
  ['itself', () => circular],
  ['itself in its properties', () => ({ properties: circular, $ref: '#/properties/self' })],
  [
    'a getter that throws',
    () => ({
      properties: {
        get a() {
          return throws();
        },
      },
    }),
  ],
  ['a Proxy that throws', () => ({ properties: new Proxy({}, { ownKeys: throws }) })],
  ['a Date and a Map', () => ({ default: new Date(Number.NaN), enum: [new Map([[1, circular]])] })],
])('checkDefinition and registration never throw anything else for a schema that contains %s', ([, make]) => {
  for (const limits of [undefined, { schemaLevels: unlimited, schemaNodes: unlimited, schemaBytes: unlimited }]) {
    const definition = { name: 'a', description: '', inputSchema: make() as ToolDefinition['inputSchema'] };
    const { errors } = checkDefinition(definition, limits);
    const register = () => createBridge({ tools: [definition], limits });
    if (errors.length === 0) expect(register).not.toThrow();
    else expect(register).toThrow(expect.objectContaining({ code: 'invalid_tool' }));
  }
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
