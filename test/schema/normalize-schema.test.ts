import fc from 'fast-check';
import { checkDefinition, createBridge, type JSONSchema, toolName } from 'toolferry';
import { normalizeSchema } from 'toolferry/schema';
import { describe, expect, test } from 'vitest';
import { jsonSchemas } from '../laws/random-schemas.ts';
import { berkeleyTools, skip } from '../laws/real-tools.ts';
import { isConsistent, meantInputs } from './support/meant-inputs.ts';

const check = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema });

describe('normalizeSchema converts types of other languages:', () => {
  test.for<[string, string]>([
    ['object', 'dict Dict dictionary map Map HashMap record struct Object'],
    ['number', 'float Float float32 float64 double Double decimal Number'],
    ['integer', 'int Int int32 int64 long short byte bigint Integer'],
    ['string', 'str String text char'],
    ['boolean', 'bool Boolean'],
    ['array', 'tuple list List set ArrayList Array'],
    ['null', 'None none nil NoneType'],
  ])('to %s those named %s', ([type, names]) => {
    for (const name of names.split(' ')) {
      expect(normalizeSchema({ properties: { a: { type: name, title: 'A' } } })).toEqual({
        schema: { properties: { a: { type, title: 'A' } } },
        changes: [{ path: '/properties/a', from: { type: name }, to: { type } }],
      });
    }
  });

  test('any, mixed and unknown are removed', () => {
    for (const type of ['any', 'Any', 'mixed', 'unknown', ['string', 'any']])
      expect(normalizeSchema({ items: { type } })).toEqual({
        schema: { items: {} },
        changes: [{ path: '/items', from: { type }, to: {} }],
      });
  });

  test('each type in an array is converted, without duplicates', () => {
    expect(normalizeSchema({ type: ['int', 'integer', 'None'] }).schema).toEqual({ type: ['integer', 'null'] });
  });

  test('an unknown type is kept and still has a warning', () => {
    const schema = { type: 'object', properties: { a: { type: 'Foo' }, b: { type: 'constructor' } } };
    expect(normalizeSchema(schema)).toEqual({ schema, changes: [] });
    expect(check(normalizeSchema(schema).schema).warnings).toHaveLength(2);
  });
});

const rows: readonly [what: string, from: JSONSchema, to: JSONSchema][] = [
  ['nullable with a type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['nullable with several types', { type: ['string', 'null'], nullable: true }, { type: ['string', 'null'] }],
  ['nullable with a type of another language', { type: 'dict', nullable: true }, { type: ['object', 'null'] }],
  [
    'nullable with enum',
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  ['nullable with enum alone', { enum: ['a'], nullable: true }, { enum: ['a', null] }],
  ['nullable with nothing', { title: 'A', nullable: true }, { title: 'A' }],
  ['nullable false', { type: 'string', nullable: false }, { type: 'string' }],
  [
    'nullable beside $ref',
    { $ref: '#/$defs/a', description: 'A', nullable: true },
    { description: 'A', anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] },
  ],
  [
    'nullable beside allOf',
    { type: 'object', allOf: [{ type: 'dict' }], default: null, nullable: true },
    { default: null, anyOf: [{ type: 'object', allOf: [{ type: 'object' }] }, { type: 'null' }] },
  ],
  ['nullable beside const', { const: 1, nullable: true }, { anyOf: [{ const: 1 }, { type: 'null' }] }],
  ['example', { type: 'string', example: 'a' }, { type: 'string', examples: ['a'] }],
  ['example beside examples', { examples: ['a'], example: 'b' }, { examples: ['a', 'b'] }],
  ['discriminator', { oneOf: [{}], discriminator: { propertyName: 'kind' } }, { oneOf: [{}] }],
  ['xml', { type: 'array', xml: { wrapped: true } }, { type: 'array' }],
  ['externalDocs', { externalDocs: { url: 'https://a.example' } }, {}],
  ['exclusiveMinimum true', { minimum: 0, exclusiveMinimum: true }, { exclusiveMinimum: 0 }],
  ['exclusiveMinimum false', { minimum: 0, exclusiveMinimum: false }, { minimum: 0 }],
  ['exclusiveMinimum without minimum', { exclusiveMinimum: true }, {}],
  ['exclusiveMaximum true', { maximum: 9, exclusiveMaximum: true }, { exclusiveMaximum: 9 }],
  [
    'required in members',
    {
      type: 'object',
      properties: { a: { required: true }, b: { required: false }, c: { required: ['d'] } },
      required: ['b'],
    },
    { type: 'object', properties: { a: {}, b: {}, c: { required: ['d'] } }, required: ['b', 'a'] },
  ],
];

test.for(rows)('normalizeSchema converts %s', ([, from, to]) => {
  const before = structuredClone(from);
  const { schema, changes } = normalizeSchema({ properties: { x: from } });
  expect(schema).toEqual({ properties: { x: to } });
  expect(changes.length).toBeGreaterThan(0);
  for (const { path } of changes) expect(path).toMatch(/^\/properties\/x/);
  expect(check(schema).warnings).toEqual([]);
  expect(from).toEqual(before);
});

test('each change lists the removed and the added keywords', () => {
  const schema = {
    type: 'dict',
    nullable: true,
    properties: { size: { type: 'number', minimum: 0, exclusiveMinimum: true } },
  };
  expect(normalizeSchema(schema).changes).toEqual([
    { path: '', from: { type: 'dict' }, to: { type: 'object' } },
    { path: '', from: { type: 'object', nullable: true }, to: { type: ['object', 'null'] } },
    { path: '/properties/size', from: { minimum: 0, exclusiveMinimum: true }, to: { exclusiveMinimum: 0 } },
  ]);
});

test('normalizeSchema leaves properties and data that only look like keywords unchanged', () => {
  const schema = {
    type: 'object',
    properties: {
      nullable: { type: 'boolean' },
      type: { const: { type: 'dict' } },
      example: { enum: [{ nullable: true }] },
    },
    required: ['example'],
    default: { type: 'float' },
  };
  expect(normalizeSchema(schema)).toEqual({ schema, changes: [] });
  expect(normalizeSchema(schema).schema).toBe(schema);
});

test('normalizeSchema converts a schema that only a reference reaches', () => {
  const schema = {
    properties: { a: { $ref: '#/components/schemas/A' } },
    components: { schemas: { A: { type: 'float' } } },
  };
  const normalized = normalizeSchema(schema).schema;
  expect(normalized).toMatchObject({ components: { schemas: { A: { type: 'number' } } } });
  expect(check(normalized).warnings).toEqual([]);
});

test('normalizeSchema returns a schema over a limit as it is', () => {
  const circular: Record<string, unknown> = { type: 'dict' };
  circular.properties = { a: circular };
  expect(normalizeSchema(circular)).toEqual({ schema: circular, changes: [] });
});

const foreign = fc.record(
  {
    nullable: fc.boolean(),
    type: fc.constantFrom('dict', 'float', 'any', 'String', 'Foo', ['int', 'None']),
    example: fc.jsonValue(),
    exclusiveMinimum: fc.boolean(),
    minimum: fc.integer(),
    required: fc.boolean(),
    enum: fc.array(fc.integer()),
    const: fc.integer(),
  },
  { requiredKeys: [] },
);

test('normalizeSchema is idempotent, does not change its argument, and returns plain JSON Schema as the same object', () => {
  const nested = fc.record({
    properties: fc.dictionary(fc.string(), foreign),
    anyOf: fc.array(foreign),
    items: foreign,
  });
  fc.assert(
    fc.property(fc.oneof(foreign, nested), (schema) => {
      const before = JSON.stringify(schema);
      const once = normalizeSchema(deepFrozen(schema) as JSONSchema).schema;
      const twice = normalizeSchema(once);
      expect(twice).toEqual({ schema: once, changes: [] });
      expect(twice.schema).toBe(once);
      expect(JSON.stringify(schema)).toBe(before);
    }),
  );
  fc.assert(
    fc.property(jsonSchemas, (schema: JSONSchema) => {
      expect(normalizeSchema(schema).schema).toBe(schema);
    }),
  );
});

function deepFrozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}

test.skipIf(skip)(
  'the 800 normalized definitions of the Berkeley leaderboard have no warnings and accept the inputs that they mean',
  async () => {
    let checked = 0;
    for (const tool of berkeleyTools()) {
      const { schema } = normalizeSchema(tool.inputSchema);
      expect(check(schema)).toEqual({ errors: [], warnings: [] });
      if (!isConsistent(tool.inputSchema)) continue;
      const bridge = createBridge({ tools: [{ ...tool, inputSchema: schema, handler: (input) => input }] });
      for (const input of fc.sample(meantInputs(tool.inputSchema), { numRuns: 3, seed: 1 })) {
        const result = await bridge.execute({
          id: 'call_1',
          name: toolName(tool),
          input,
        });
        expect(result.error, `${tool.name} ${JSON.stringify(input)}`).toBeUndefined();
        checked += 1;
      }
    }
    // All but 6, whose numbers can only be strings.
    expect(checked).toBe(794 * 3);
  },
);
