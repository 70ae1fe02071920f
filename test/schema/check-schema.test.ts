import { checkDefinition, createBridge, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';

const check = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema });
const clean = { errors: [], warnings: [] };

test.for(['[', '(', 'a{2,1}', '\\', '(?<a', '\\p{Nonsense}', '(?P<year>\\d+)'])(
  'the pattern %s, which is not a regular expression of JavaScript, is an error',
  (pattern) => {
    const path = 'inputSchema/properties/a/pattern';
    expect(check({ properties: { a: { pattern } } }).errors).toMatchObject([{ path }]);
    expect(check({ patternProperties: { [pattern]: {} } }).errors).toMatchObject([
      { path: 'inputSchema/patternProperties' },
    ]);
  },
);

test.for([
  ['^[\\w-.]+$', 'a-b.c', 'a b'],
  ['^\\d{4}\\-\\d{2}$', '2026-11', '2026 11'],
  ['^https\\:', 'https://a.example', 'http://a.example'],
  ['^{[a-z]+}$', '{ab}', 'ab'],
])('the pattern %s, which is legal without the u flag, means what its author meant', async ([pattern, good, bad]) => {
  const inputSchema = { type: 'object', properties: { a: { type: 'string', pattern } } };
  expect(check(inputSchema)).toEqual(clean);
  const bridge = createBridge({ tools: [{ name: 'find', description: 'Find', inputSchema, handler: () => 'ran' }] });
  const call = (a: unknown) => bridge.execute({ id: 'call_1', name: 'find', input: { a } });
  expect((await call(good)).output).toBe('ran');
  expect((await call(bad)).error?.message).toContain('a: must match pattern');
});

test('the pattern of a tool with a validator of its own is never an error, because it does not decide', () => {
  const inputSchema = { type: 'object', properties: { a: { pattern: '(?P<year>' }, b: { $ref: '#/nowhere' } } };
  const tool = { name: 'find', description: 'Find', inputSchema, validate: (value: unknown) => ({ value }) };
  expect([...createBridge({ tools: [tool] }).tools]).toHaveLength(1);
});

test('patterns are checked in every schema position', () => {
  const bad = { pattern: '[' };
  const schemas = [
    { items: bad },
    { items: [bad] },
    { prefixItems: [bad] },
    { additionalProperties: bad },
    { propertyNames: bad },
    { contains: bad },
    { not: bad },
    { if: bad },
    { anyOf: [bad] },
    { dependentSchemas: { a: bad } },
    { $defs: { a: bad } },
    { definitions: { a: bad } },
  ];
  for (const schema of schemas) expect(check(schema).errors).toHaveLength(1);
});

test('a property with the name of a keyword is not checked as that keyword', () => {
  const named = { type: 'string', description: 'A regular expression' };
  expect(
    check({
      type: 'object',
      properties: { pattern: named, $ref: named, nullable: named, type: named, $id: named, items: named },
    }),
  ).toEqual(clean);
  expect(check({ $defs: { $ref: named, pattern: named } })).toEqual(clean);
});

test('data inside a schema is not checked as a schema', () => {
  const data = { $ref: '#/nowhere', pattern: '[', type: 'dict', nullable: true };
  expect(check({ properties: { a: { const: data, enum: [data], default: data, examples: [data] } } })).toEqual(clean);
  expect(check({ 'x-vendor': data })).toEqual(clean);
});

test('a root type that excludes objects is an error', () => {
  for (const type of ['string', 'array', ['string', 'null']]) {
    expect(check({ type }).errors).toMatchObject([{ path: 'inputSchema/type' }]);
  }
  for (const type of ['object', ['object', 'null']]) expect(check({ type })).toEqual(clean);
  expect(check({ properties: { a: { type: 'string' } } })).toEqual(clean);
});

test('types that JSON Schema does not define are warnings, not errors', () => {
  const { errors, warnings } = check({
    type: 'dict',
    properties: { a: { type: 'float' }, b: { type: ['string', 'any'] } },
  });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([
    { path: 'inputSchema/type', message: expect.stringContaining('dict') },
    { path: 'inputSchema/properties/a/type', message: expect.stringContaining('float') },
    { path: 'inputSchema/properties/b/type', message: expect.stringContaining('any') },
  ]);
});

test("OpenAPI's nullable is a warning, not an error", () => {
  const { errors, warnings } = check({
    properties: { a: { type: 'string', nullable: true }, b: { nullable: false } },
  });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([{ path: 'inputSchema/properties/a/nullable' }]);
});

test.for([
  ['example', { example: 'a' }],
  ['discriminator', { discriminator: { propertyName: 'kind' } }],
  ['xml', { xml: { name: 'a' } }],
  ['externalDocs', { externalDocs: { url: 'https://a.example' } }],
  ['exclusiveMinimum', { minimum: 0, exclusiveMinimum: true }],
  ['exclusiveMaximum', { maximum: 0, exclusiveMaximum: false }],
  ['required', { type: 'string', required: true }],
] as const)('the %s of OpenAPI or an older draft is a warning, not an error', ([keyword, schema]) => {
  const { errors, warnings } = check({ properties: { a: schema, [keyword]: { type: 'string' } }, required: ['a'] });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([{ path: `inputSchema/properties/a/${keyword}` }]);
});

test('keywords of JSON Schema have no warnings', () => {
  const a = { type: 'integer', exclusiveMinimum: 0, readOnly: true, writeOnly: true, deprecated: true, examples: [1] };
  expect(check({ properties: { a }, definitions: {}, $defs: {}, required: [] })).toEqual(clean);
});

test('a wrong pattern and a wrong reference are reported once, also with a nested schema between two of their keywords', () => {
  const inputSchema = {
    type: 'object',
    pattern: '[',
    properties: { a: { type: 'string', pattern: 'x' } },
    patternProperties: { '[': {} },
    $ref: '#/$defs/missing',
    items: { $ref: '#/$defs/b' },
    $dynamicRef: '#/$defs/missing',
    $defs: { b: { type: 'string' } },
  };
  const { errors } = checkDefinition({ name: 'find', description: 'Find', inputSchema });
  expect(errors.map(({ path }) => path)).toEqual([
    'inputSchema/pattern',
    'inputSchema/patternProperties',
    'inputSchema',
  ]);
});
