import { readFileSync } from 'node:fs';
import { checkDefinition, createBridge, type DefinitionIssue, type DefinitionLimits, ToolferryError } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { expect, test } from 'vitest';
import { cleaned } from '../../src/tool/marks.js';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { connectInProcess, listed } from './support/in-process-server.ts';

/** Connects to a server that lists these tools. Resolves to the accepted and the refused tools. */
async function register(tools: readonly object[], limits?: DefinitionLimits) {
  const { client } = await connectInProcess('client 2', {
    tools,
    call: () => ({ content: [{ type: 'text', text: 'ran' }] }),
  });
  const bridge = createBridge({ limits });
  const refused: Record<string, readonly DefinitionIssue[]> = {};
  const accepted = await fromMCPClient(client, {
    bridge,
    onRefused: ({ name, issues }) => Object.assign(refused, { [name]: issues }),
  });
  const call = (name: string, input: unknown) => bridge.execute({ id: 'call_1', name, input });
  return { client, bridge, accepted, refused, call, names: accepted.map(({ name }) => name) };
}

const withProperty = (name: string, x: object, more: object = {}) =>
  listed(name, { inputSchema: { type: 'object', properties: { x }, ...more } });
const text = { type: 'string' };

/** Each definition refers twice to the next, which makes 2 ** depth schemas with all references followed. */
const doubling = (depth: number, keyword = 'allOf') => ({
  ...Object.fromEntries(
    Array.from({ length: depth }, (_, n) => {
      const next = { $ref: `#/$defs/d${n + 1}` };
      return [`d${n}`, { [keyword]: [next, next] }];
    }),
  ),
  [`d${depth}`]: text,
});

test('a tool over a limit is refused with path and number, and the others are offered', async () => {
  const { names, refused } = await register([
    listed('good'),
    withProperty('long', { ...text, description: 'a'.repeat(17_212) }),
    listed('talks', { description: 'b'.repeat(20_000) }),
    withProperty('wide', { enum: Array.from({ length: 30_000 }, (_, n) => n) }),
    listed('huge', { outputSchema: { type: 'object', title: 'c'.repeat(300_000) } }),
    listed('also_good'),
  ]);
  expect(names).toEqual(['good', 'also_good']);
  expect(refused).toEqual({
    long: [{ path: 'inputSchema/properties/x/description', message: 'has 17,212 bytes; the maximum is 16,384' }],
    talks: [{ path: 'description', message: 'has 20,000 bytes; the maximum is 16,384' }],
    wide: [{ path: 'inputSchema/properties/x/enum', message: 'has more than 20,000 nodes' }],
    huge: [{ path: 'outputSchema', message: 'has 300,028 bytes; the maximum is 262,144' }],
  });
});

test.for(['allOf', 'anyOf', 'oneOf'])(
  '2 kB of $defs that double by %s are accepted, and a check by them ends after a number of steps',
  async (keyword) => {
    const schema = { properties: { x: { $ref: '#/$defs/d0' } }, $defs: doubling(24, keyword) };
    expect(JSON.stringify(schema).length).toBeLessThan(2_048);
    const { names, call } = await register([listed('good'), listed('bomb', { inputSchema: schema })]);
    expect(names).toEqual(['good', 'bomb']);
    expect((await call('bomb', { y: 1 })).output).toBe('ran');
    expect((await call('bomb', { x: 1 })).error).toMatchObject({ code: 'invalid_input' });
  },
);

test('definitions that are used in many places are followed to their end', async () => {
  const uses = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, { $ref: '#/$defs/d0' }]));
  const tool = listed('shares', { inputSchema: { type: 'object', properties: uses, $defs: doubling(5) } });
  const { call } = await register([tool]);
  const input = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, 'text']));
  expect((await call('shares', input)).output).toBe('ran');
  expect((await call('shares', { ...input, p7: 7 })).error?.message).toBe(
    'Invalid input for "shares": p7: must be string.',
  );
});

test('a schema with two recursions per level is accepted, and validating against it ends', async () => {
  const self = { $ref: '#' };
  const { call } = await register([
    listed('twice', { inputSchema: { type: 'object', properties: { next: { allOf: [self, self] } } } }),
  ]);
  const nested = (levels: number): object => (levels === 0 ? {} : { next: nested(levels - 1) });
  expect((await call('twice', nested(5))).output).toBe('ran');
  // Without a limit it would take 2 ** 60 steps.
  expect((await call('twice', nested(60))).error).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('cannot be checked: it takes too many steps'),
  });
});

/** What `checkDefinition` reports of the first accepted tool. */
const warnings = ({ accepted: [tool] }: Awaited<ReturnType<typeof register>>) =>
  tool ? checkDefinition(tool).warnings : [];

test.for([
  ['another document', { $ref: 'https://a.example/schema.json' }],
  ['a file', { $ref: 'file:///etc/passwd' }],
  ['another document by $dynamicRef', { $dynamicRef: 'https://a.example/schema.json#node' }],
  ['a schema with another base URI', { $id: 'https://a.example/x/', $ref: 'b' }],
])('a reference to %s is unchecked, and nothing is fetched', async ([, x]) => {
  const registered = await register([withProperty('far', x as object)]);
  expect(warnings(registered)).toMatchObject([
    { path: 'inputSchema/properties/x', message: expect.stringContaining('which does not exist') },
  ]);
  expect((await registered.call('far', { x: 1 })).output).toBe('ran');
  expect((await registered.call('far', [])).error?.code).toBe('invalid_input');
});

test('of two schemas with the same name references mean the first, and the second is reported', async () => {
  const $defs = { a: { $id: 'https://a.example/s', type: 'string' }, b: { $id: 'https://a.example/s' } };
  const byId = await register([withProperty('twins', { $ref: 'https://a.example/s' }, { $defs })]);
  expect(warnings(byId)).toEqual([
    {
      path: 'inputSchema/$defs/b',
      message: 'is named https://a.example/s, as is an earlier schema, which references mean',
    },
  ]);
  const anchors = { a: { $anchor: 's', type: 'string' }, b: { $anchor: 's' } };
  const byAnchor = await register([withProperty('twins', { $ref: '#s' }, { $defs: anchors })]);
  expect(warnings(byAnchor)).toMatchObject([{ path: 'inputSchema/$defs/b' }]);
  for (const { call } of [byId, byAnchor]) {
    expect((await call('twins', { x: 'text' })).output).toBe('ran');
    expect((await call('twins', { x: 1 })).error?.code).toBe('invalid_input');
  }
});

test('patterns that would keep a backtracking engine busy are checked in linear time, also as keys and in outputs', async () => {
  const { names, call } = await register([
    withProperty('nested', { ...text, pattern: '^(a+)+$' }),
    withProperty('cubic', { ...text, pattern: '^\\s*\\s*\\s*x' }),
    withProperty('lookarounds', { ...text, pattern: '^(?=a*(?=a*(?=a*(?=a*b))))' }),
    withProperty('spaces', { ...text, pattern: '^(?:\\s|[\\u2e80-\\u9fff])+$' }),
    withProperty('key', { patternProperties: { '^(a|a)*$': { type: 'number' } } }),
    listed('output', { outputSchema: { type: 'object', properties: { x: { pattern: '(x+x+)+y' } } } }),
  ]);
  expect(names).toHaveLength(6);
  const long = 'a'.repeat(10_000);
  for (const [name, x] of [
    ['nested', `${long}!`],
    ['cubic', ' '.repeat(10_000)],
    ['lookarounds', long],
    ['spaces', `${'\u3000'.repeat(10_000)}!`],
  ] as const)
    expect((await call(name, { x })).error?.message).toContain('x: must match pattern');
  expect((await call('nested', { x: long })).output).toBe('ran');
  expect((await call('key', { x: { [`${long}!`]: 'not checked', [long]: 1 } })).output).toBe('ran');
  expect((await call('key', { x: { [long]: 'no number' } })).error?.code).toBe('invalid_input');
});

test('a pattern that cannot run in linear time is unchecked, and the rest of its schema is checked', async () => {
  const registered = await register([withProperty('unclear', { ...text, pattern: '^(a+)\\1$' })]);
  expect(warnings(registered)).toEqual([
    { path: 'inputSchema/properties/x/pattern', message: expect.stringContaining('has a backreference') },
  ]);
  expect((await registered.call('unclear', { x: 'ab' })).output).toBe('ran');
  expect((await registered.call('unclear', { x: 1 })).error?.code).toBe('invalid_input');
});

test('what is past the work that a definition may take is unchecked, and nothing is refused', async () => {
  const patterns = Array.from({ length: 3_000 }, (_, n) => [`p${n}`, { pattern: `^(a|b${n})*x+y+z{2,9}[a-z]{0,5}$` }]);
  const inputSchema = { type: 'object', properties: Object.fromEntries(patterns) };
  const registered = await register([listed('many', { inputSchema }), listed('good')]);
  expect(registered.names).toEqual(['many', 'good']);
  expect(warnings(registered).length).toBeGreaterThan(0);
  expect((await registered.call('many', { p0: 'nothing of that' })).error?.code).toBe('invalid_input');
  expect((await registered.call('many', { p2999: 'nothing of that' })).output).toBe('ran');
});

test.for<[what: string, inputSchema: object]>([
  ['an array of properties', { type: 'object', properties: [{ pattern: '(a+)+$' }] }],
  ['an array of $defs', { type: 'object', $ref: '#/$defs/0', $defs: [{ pattern: '(a+)+$' }] }],
  ['a $ref next to a $dynamicRef', { type: 'object', $ref: '#/a', $dynamicRef: '#/b', a: {}, b: {} }],
  ['an anchor in an unknown keyword', { type: 'object', unknown: { $anchor: 'x', type: 'array' }, $ref: '#x' }],
  ['a reference to itself', { type: 'object', $ref: '#' }],
  ['an unknown type', { type: 'object', properties: { x: { type: 'dict' } } }],
  ['a text where a number belongs', { type: 'object', properties: { x: { minLength: 'long' } } }],
  ['not with an unchecked part', { type: 'object', not: { required: ['x'], properties: { x: { $ref: '#/no' } } } }],
])('a schema with %s takes its inputs, because nobody can say that it excludes them', async ([, inputSchema]) => {
  const { call } = await register([listed('odd', { inputSchema })]);
  expect((await call('odd', { x: 'text' })).output).toBe('ran');
});

test('the pattern of a client tool is not checked', () => {
  const inputSchema = { type: 'object', properties: { x: { pattern: '^(a+)+$' } } };
  const { tools } = createBridge({ tools: [{ name: 'mine', description: 'Mine', inputSchema }] });
  expect([...tools]).toHaveLength(1);
});

const rightToLeft = '\u202e';
const tag = '\u{e0041}';
const england = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

test('control, bidirectional and tag characters are removed from descriptions, and each removal is recorded', async () => {
  const schema = {
    type: 'object',
    title: `Two${rightToLeft}${rightToLeft}`,
    properties: {
      x: { ...text, description: `Greet\u0000 hi${tag}${tag}` },
      description: { ...text, default: 'a\u001bb' },
    },
  };
  const before = structuredClone(schema);
  const { accepted } = await register([
    listed('odd', {
      description: `Odd\u009b tool${rightToLeft}`,
      inputSchema: schema,
      outputSchema: { type: 'object', $comment: 'a\u0007' },
    }),
    listed('plain'),
  ]);
  const [odd, plain] = accepted;
  expect(odd).toMatchObject({
    description: 'Odd tool',
    inputSchema: { title: 'Two', properties: { x: { description: 'Greet hi' }, description: { default: 'a\u001bb' } } },
    outputSchema: { $comment: 'a' },
  });
  expect(cleaned.of(odd ?? {})).toEqual([
    { path: 'description', removed: 2 },
    { path: 'inputSchema/title', removed: 2 },
    { path: 'inputSchema/properties/x/description', removed: 3 },
    { path: 'outputSchema/$comment', removed: 1 },
  ]);
  // A decorated copy keeps the record.
  expect(cleaned.of({ ...odd })).toHaveLength(4);
  expect(cleaned.of(plain ?? {})).toBeUndefined();
  expect(schema).toEqual(before);
});

test('line breaks, tabs, joiners, line separators and flags are kept in descriptions', async () => {
  const description = `Lines:\r\n\tone\u2028two 👩\u200d💻 क्\u200dष ${england} ❤\ufe0f`;
  const { accepted } = await register([listed('fine', { description, inputSchema: { type: 'object', description } })]);
  expect(accepted[0]?.description).toBe(description);
  expect(accepted[0]?.inputSchema.description).toBe(description);
  expect(cleaned.of(accepted[0] ?? {})).toBeUndefined();
});

test('text that is hidden as tags, also after a flag, or as variation selectors is removed', async () => {
  const hidden = [...'ignore'].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');
  const { accepted } = await register([
    listed('tags', { description: `a${hidden}b` }),
    listed('flag', { description: `🏴${hidden}${hidden}` }),
    listed('selectors', { description: 'c\ufe0f\u{e0101}\u{e0102}\ufe00d' }),
  ]);
  expect(accepted.map(({ description }) => description)).toEqual(['ab', '🏴', 'cd']);
  expect(accepted.flatMap((tool) => (cleaned.of(tool) ?? []).map(({ removed }) => removed))).toEqual([6, 12, 4]);
});

test('a tool with hidden characters in names or values is refused', async () => {
  const { refused, names } = await register([
    withProperty('value', { enum: ['a', `b${rightToLeft}`] }),
    withProperty('constant', { const: { deep: [tag] } }),
    listed('key', { inputSchema: { type: 'object', properties: { [`x${rightToLeft}`]: text } } }),
    listed(`na${rightToLeft}me`),
    listed('zero\u200bwidth'),
    withProperty('filler', { default: '\u3164' }),
    withProperty('controls', { enum: ['\u0001', '\t'] }),
  ]);
  expect(names).toEqual(['controls']);
  expect(Object.values(refused).map(([issue]) => issue?.path)).toEqual([
    'inputSchema/properties/x/enum/1',
    'inputSchema/properties/x/const/deep/0',
    'inputSchema/properties',
    'name',
    'name',
    'inputSchema/properties/x/default',
  ]);
});

test('fromMCPClient uses the limits of the bridge, or its option if there is no bridge', async () => {
  const { client, bridge, names } = await register([listed('long', { description: 'abcdef' }), listed('b')], {
    descriptionBytes: 5,
  });
  expect(names).toEqual(['b']);
  const messages: string[] = [];
  const limits = { descriptionBytes: 3 };
  const tools = await fromMCPClient(client, {
    limits,
    onRefused: ({ issues }) => messages.push(issues[0]?.message ?? ''),
  });
  expect(tools.map(({ name }) => name)).toEqual(['b']);
  expect(messages).toEqual(['has 6 bytes; the maximum is 3']);
  await expect(fromMCPClient(client, { bridge, limits })).rejects.toThrow(
    new TypeError('limits: this bridge has its own. Pass limits to createBridge() instead.'),
  );
  await expect(fromMCPClient(client, { limits: { descriptionBytes: -1 } })).rejects.toThrow(TypeError);
});

test('client tools over a limit throw one error for all of them', () => {
  const tool = (name: string) => ({ name, description: 'abcdef', inputSchema: { type: 'object' } });
  const add = () => createBridge({ tools: [tool('a'), tool('b')], limits: { descriptionBytes: 5 } });
  expect(add).toThrow('"a" description has 6 bytes; the maximum is 5; "b" description has 6 bytes; the maximum is 5.');
  expect(() => add()).toThrow(ToolferryError);
});

test('a definition that overflows the stack without limits does not affect the others', async () => {
  const none = Number.POSITIVE_INFINITY;
  let deep: object = {};
  for (let level = 0; level < 5_000; level++) deep = { not: deep };
  const { names, refused } = await register([listed('deep', { inputSchema: deep }), listed('good')], {
    schemaLevels: none,
    schemaNodes: none,
  });
  expect(names).toContain('good');
  expect([...names, ...Object.keys(refused)].sort()).toEqual(['deep', 'good']);
});

test.skipIf(skip)('none of 917 real definitions is refused or changed', async () => {
  const tools = [...githubTools(), ...berkeleyTools()].map(({ description, inputSchema }, index) =>
    listed(`tool_${index}`, { description, inputSchema }),
  );
  const { names, refused, accepted } = await register(tools);
  expect(refused).toEqual({});
  expect(names).toHaveLength(917);
  expect(accepted.flatMap((tool) => cleaned.of(tool) ?? [])).toEqual([]);
});

test.skipIf(skip)(
  'no schema of the official suite is refused for its patterns or its number of references',
  async () => {
    const files = ['draft7', 'draft2020-12'].map(
      (draft) => new URL(`../../../shared/data/json-schema-test-suite.${draft}.json`, import.meta.url),
    );
    const suites: { groups: { schema: unknown }[] }[] = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
    const schemas = suites.flatMap(({ groups }) => groups.map(({ schema }) => schema));
    const { refused } = await register(schemas.map((x, index) => withProperty(`tool_${index}`, x as object)));
    const messages = Object.values(refused).flatMap((issues) => issues.map(({ message }) => message));
    expect(messages.filter((message) => /time|cannot be checked|the maximum is/.test(message))).toEqual([]);
  },
);
