import { checkDefinition, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';

const check = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema });
const clean = { errors: [], warnings: [] };

test.for(['[', '(', 'a{2,1}', '\\', '(?<a', '\\-', '^[\\w-.]+$'])(
  'the pattern %s breaks under the u flag and is refused',
  (pattern) => {
    const path = 'inputSchema/properties/a/pattern';
    expect(check({ properties: { a: { pattern } } }).errors).toMatchObject([{ path }]);
    expect(check({ patternProperties: { [pattern]: {} } }).errors).toMatchObject([
      { path: 'inputSchema/patternProperties' },
    ]);
  },
);

test('patterns are looked at wherever a schema can stand', () => {
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

test('a property NAMED like a keyword is a property', () => {
  const named = { type: 'string', description: 'A regular expression' };
  expect(
    check({
      type: 'object',
      properties: { pattern: named, $ref: named, nullable: named, type: named, $id: named, items: named },
    }),
  ).toEqual(clean);
  expect(check({ $defs: { $ref: named, pattern: named } })).toEqual(clean);
});

test('data in a schema is data', () => {
  const data = { $ref: '#/nowhere', pattern: '[', type: 'dict', nullable: true };
  expect(check({ properties: { a: { const: data, enum: [data], default: data, examples: [data] } } })).toEqual(clean);
  expect(check({ 'x-vendor': data })).toEqual(clean);
});

test('a root type that excludes objects is refused', () => {
  for (const type of ['string', 'array', ['string', 'null']]) {
    expect(check({ type }).errors).toMatchObject([{ path: 'inputSchema/type' }]);
  }
  for (const type of ['object', ['object', 'null']]) expect(check({ type })).toEqual(clean);
  expect(check({ properties: { a: { type: 'string' } } })).toEqual(clean);
});

test('types that JSON Schema does not know are reported, not refused', () => {
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

test('nullable of OpenAPI is reported', () => {
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
] as const)('%s as OpenAPI or an older draft has it is reported, not refused', ([keyword, schema]) => {
  const { errors, warnings } = check({ properties: { a: schema, [keyword]: { type: 'string' } }, required: ['a'] });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([{ path: `inputSchema/properties/a/${keyword}` }]);
});

test('keywords that JSON Schema knows are not reported', () => {
  const a = { type: 'integer', exclusiveMinimum: 0, readOnly: true, writeOnly: true, deprecated: true, examples: [1] };
  expect(check({ properties: { a }, definitions: {}, $defs: {}, required: [] })).toEqual(clean);
});
