import { checkDefinition, createBridge, defineTool, type JSONSchema } from 'toolferry';
import { expect, test } from 'vitest';

const check = (inputSchema: JSONSchema) => checkDefinition({ name: 'find', description: 'Find', inputSchema }).errors;
const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };

test.for<[string, JSONSchema]>([
  ['the document itself', { type: 'object', properties: { child: { $ref: '#' } } }],
  ['a recursive definition', { properties: { node: { $ref: '#/$defs/node' } }, $defs: { node } }],
  [
    'a recursion through an array',
    { $defs: { tree: { items: { $ref: '#/$defs/tree' } } }, items: { $ref: '#/$defs/tree' } },
  ],
  ['a boolean schema', { properties: { a: { $ref: '#/$defs/any' } }, $defs: { any: true } }],
  ['an anchor', { properties: { a: { $ref: '#here' } }, $defs: { a: { $anchor: 'here', type: 'string' } } }],
  ['an anchor of draft 7', { properties: { a: { $ref: '#here' } }, definitions: { a: { $id: '#here' } } }],
  ['a dynamic anchor', { $dynamicAnchor: 'node', properties: { a: { $dynamicRef: '#node' } } }],
  ['an $id', { properties: { a: { $ref: 'https://a.example/b' } }, $defs: { b: { $id: 'https://a.example/b' } } }],
  [
    'an $id relative to another',
    { $id: 'https://a.example/x/', properties: { a: { $ref: 'b' } }, $defs: { b: { $id: 'b' } } },
  ],
  ['a root with $id', { $id: 'https://a.example/root', properties: { a: { $ref: '#/$defs/s' } }, $defs: { s: {} } }],
  ['a urn', { properties: { a: { $ref: 'urn:example:b' } }, $defs: { b: { $id: 'urn:example:b' } } }],
  ['percent-encoded keys', { properties: { a: { $ref: '#/$defs/a%20b%25' } }, $defs: { 'a b%': {} } }],
  ['a tilde and a slash', { properties: { a: { $ref: '#/$defs/a~1b~0c' } }, $defs: { 'a/b~c': {} } }],
  [
    'a place that is not a schema position',
    { properties: { a: { $ref: '#/components/schemas/a' } }, components: { schemas: { a: {} } } },
  ],
  ['an element of an array', { properties: { a: { $ref: '#/allOf/0' } }, allOf: [{ type: 'object' }] }],
])('a reference to %s is valid', ([, schema]) => {
  expect(check(schema)).toEqual([]);
});

test.for<[string, JSONSchema]>([
  ['to a missing definition', { properties: { a: { $ref: '#/$defs/missing' } } }],
  ['to a key that every object has', { properties: { a: { $ref: '#/constructor' } } }],
  ['to the prototype of every object', { properties: { a: { $ref: '#/__proto__' } } }],
  ['to a missing anchor', { properties: { a: { $ref: '#missing' } } }],
  ['to another document', { properties: { a: { $ref: 'https://a.example/schema.json' } } }],
  ['to a file', { properties: { a: { $ref: 'common.json#/$defs/path' } } }],
  ['to a string', { title: 'A', properties: { a: { $ref: '#/title' } } }],
  ['to an array', { properties: { a: { $ref: '#/allOf' } }, allOf: [{}] }],
  ['to a missing dynamic anchor', { properties: { a: { $dynamicRef: '#missing' } } }],
])('a reference %s is an error with its path', ([, schema]) => {
  const reference = schema.properties as { a: { $ref?: string; $dynamicRef?: string } };
  expect(check(schema)).toEqual([
    {
      path: 'inputSchema/properties/a',
      message: `refers to ${reference.a.$ref ?? reference.a.$dynamicRef}, which does not exist`,
    },
  ]);
});

test('an error inside a schema that only a reference reaches is returned', () => {
  const schema = { properties: { a: { $ref: '#/components/b' } }, components: { b: { pattern: '[' } } };
  expect(check(schema)).toMatchObject([{ message: expect.stringContaining('not a valid regular expression') }]);
});

const self = { $ref: '#/$defs/loop' };
test.for<[string, JSONSchema]>([
  ['itself', { $defs: { loop: self } }],
  ['each other', { $defs: { loop: { $ref: '#/$defs/other' }, other: self } }],
  ['itself through allOf', { $defs: { loop: { allOf: [{ type: 'object' }, self] } } }],
  ['itself through anyOf', { $defs: { loop: { anyOf: [self, { type: 'null' }] } } }],
  ['itself through oneOf', { $defs: { loop: { oneOf: [self] } } }],
  ['itself through not', { $defs: { loop: { not: self } } }],
  ['itself through if', { $defs: { loop: { if: self } } }],
  ['itself through then', JSON.parse('{"$defs":{"loop":{"if":{},"then":{"$ref":"#/$defs/loop"}}}}')],
  ['itself through else', { $defs: { loop: { if: {}, else: self } } }],
  ['itself through dependentSchemas', { $defs: { loop: { dependentSchemas: { a: self } } } }],
  ['itself through dependencies', { $defs: { loop: { dependencies: { a: self, b: ['c'] } } } }],
  ['the document at its root', { anyOf: [{ $ref: '#' }, { type: 'null' }] }],
  [
    'itself through a place that is not a schema position',
    { properties: { a: { $ref: '#/x/a' } }, x: { a: { $ref: '#/x/a' } } },
  ],
])('a schema that refers to %s without progress is refused', ([, schema]) => {
  expect(check(schema).map(({ message }) => message)).toContain('refers to itself without moving on to another value');
});

test('several references to one schema are not a cycle', () => {
  const schema = {
    allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }, { anyOf: [{ $ref: '#/$defs/a' }] }],
    $defs: { a: {} },
  };
  expect(check(schema)).toEqual([]);
});

test('a chain or a cycle of 5,000 references does not overflow the stack', () => {
  const chain = (last: JSONSchema) => ({
    properties: { a: { $ref: '#/$defs/0' } },
    $defs: Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [index, index === 4999 ? last : { $ref: `#/$defs/${index + 1}` }]),
    ),
  });
  expect(check(chain({ type: 'string' }))).toEqual([]);
  expect(check(chain({ $ref: '#/$defs/0' }))).toHaveLength(1);
});

test('a recursive schema is validated at every level of the input', async () => {
  const bridge = createBridge({
    tools: [
      defineTool({
        name: 'walk',
        description: 'Walk a list',
        inputSchema: {
          ...node,
          properties: { ...node.properties, size: { type: 'number' } },
          $defs: { node },
        } as JSONSchema,
        handler: () => 'ran',
      }),
    ],
  });
  const call = (input: unknown) => bridge.execute({ id: 'call_0', name: 'walk', input });
  expect((await call({ next: { next: { next: {} } } })).output).toBe('ran');
  expect((await call({ next: { next: { next: 1 } } })).error?.message).toContain('next.next.next');
});
