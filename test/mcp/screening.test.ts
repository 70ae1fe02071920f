import { readFileSync } from 'node:fs';
import { createBridge, type DefinitionIssue, type DefinitionLimits, ToolferryError } from 'toolferry';
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
  '2 kB of $defs that double by %s are refused for their count',
  async (keyword) => {
    const schema = { properties: { x: { $ref: '#/$defs/d0' } }, $defs: doubling(24, keyword) };
    expect(JSON.stringify(schema).length).toBeLessThan(2_048);
    const { names, refused } = await register([listed('good'), listed('bomb', { inputSchema: schema })]);
    expect(names).toEqual(['good']);
    expect(refused.bomb).toMatchObject([
      {
        path: 'inputSchema',
        message: expect.stringMatching(/^has [\d,]+ schemas with its references expanded; the maximum is 10,000$/),
      },
    ]);
  },
);

test('$defs that double so often that no number holds the count are refused', async () => {
  const { refused } = await register([listed('bomb', { inputSchema: { $ref: '#/$defs/d0', $defs: doubling(1_200) } })]);
  expect(refused.bomb?.[0]?.message).toContain('has ∞ schemas');
});

test('definitions that are used in many places pass, unless the references option forbids it', async () => {
  const uses = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, { $ref: '#/$defs/d0' }]));
  const tool = listed('shares', { inputSchema: { type: 'object', properties: uses, $defs: doubling(5) } });
  expect((await register([tool])).names).toEqual(['shares']);
  expect((await register([tool], { references: 1_000 })).refused.shares?.[0]?.message).toMatch(/the maximum is 1,000$/);
  const bomb = listed('bomb', { inputSchema: { $ref: '#/$defs/d0', $defs: doubling(12) } });
  expect((await register([bomb], { references: Number.POSITIVE_INFINITY })).names).toEqual(['bomb']);
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
    message: expect.stringContaining("the schema's references multiply at each level of it"),
  });
});

test.for([
  ['another document', { $ref: 'https://a.example/schema.json' }],
  ['a file', { $ref: 'file:///etc/passwd' }],
  ['another document by $dynamicRef', { $dynamicRef: 'https://a.example/schema.json#node' }],
  ['a schema with another base URI', { $id: 'https://a.example/x/', $ref: 'b' }],
])('a reference to %s is refused, and nothing is fetched', async ([, x]) => {
  const { refused } = await register([withProperty('far', x as object)]);
  expect(refused.far).toMatchObject([
    { path: 'inputSchema/properties/x', message: expect.stringContaining('which does not exist') },
  ]);
});

test('two schemas with the same $id are refused, because validators disagree which one it identifies', async () => {
  const $defs = { a: { $id: 'https://a.example/s', type: 'string' }, b: { $id: 'https://a.example/s' } };
  const { refused } = await register([withProperty('twins', { $ref: 'https://a.example/s' }, { $defs })]);
  expect(refused.twins).toEqual([
    { path: 'inputSchema/$defs/a', message: 'is named https://a.example/s, as is another schema' },
  ]);
  const anchors = { a: { $anchor: 's', type: 'string' }, b: { $anchor: 's' } };
  expect((await register([withProperty('twins', { $ref: '#s' }, { $defs: anchors })])).refused.twins).toMatchObject([
    { path: 'inputSchema/$defs/a', message: expect.stringContaining('#s, as is another schema') },
  ]);
});

test('dangerous patterns are refused with their path, also as keys, and common ones pass', async () => {
  const email = '^(?:[A-Za-z0-9_]+\\.)*[A-Za-z0-9_+-]+@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$';
  const { names, refused } = await register([
    withProperty('email', { ...text, pattern: email }),
    withProperty('nested', { ...text, pattern: '^(a+)+$' }),
    withProperty('cubic', { ...text, pattern: '^\\s*\\s*\\s*x' }),
    withProperty('key', { patternProperties: { '^(a|a)*$': {} } }),
    withProperty('unclear', { ...text, pattern: '^(a+)\\1$' }),
    listed('output', { outputSchema: { type: 'object', properties: { x: { pattern: '(x+x+)+y' } } } }),
  ]);
  expect(names).toEqual(['email']);
  expect(refused).toMatchObject({
    nested: [
      {
        path: 'inputSchema/properties/x/pattern',
        message: '"^(a+)+$" takes time that doubles with each character (catastrophic backtracking)',
      },
    ],
    cubic: [
      {
        message:
          '"^\\\\s*\\\\s*\\\\s*x" takes time that grows with the power 3 of the input\'s length; the maximum is 2',
      },
    ],
    key: [{ path: 'inputSchema/properties/x/patternProperties' }],
    unclear: [{ message: '"^(a+)\\\\1$" cannot be checked for catastrophic backtracking: it has a backreference' }],
    output: [{ path: 'outputSchema/properties/x/pattern' }],
  });
});

test('patternPower limits the time of a pattern, and Infinity disables the check', async () => {
  const tools = [
    withProperty('cubic', { pattern: '^a*a*a*b$' }),
    withProperty('search', { pattern: 'a+b' }),
    withProperty('evil', { pattern: '^(a+)+$' }),
  ];
  expect((await register(tools, { patternPower: 3 })).names).toEqual(['cubic', 'search']);
  expect((await register(tools, { patternPower: 1 })).names).toEqual([]);
  expect((await register(tools, { patternPower: Number.POSITIVE_INFINITY })).names).toEqual([
    'cubic',
    'search',
    'evil',
  ]);
});

test('a definition with thousands of patterns is refused when the step budget is used up', async () => {
  const patterns = Array.from({ length: 3_000 }, (_, n) => [`p${n}`, { pattern: `^(a|b${n})*x+y+z{2,9}[a-z]{0,5}$` }]);
  const inputSchema = { type: 'object', properties: Object.fromEntries(patterns) };
  const { refused, names } = await register([listed('many', { inputSchema }), listed('good')]);
  expect(names).toEqual(['good']);
  expect(refused.many).toMatchObject([{ message: expect.stringContaining('cannot be checked') }]);
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

test('text that is hidden as tags after a flag or as variation selectors is removed', async () => {
  const hidden = [...'ignore'].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');
  const { accepted } = await register([
    listed('tags', { description: `a${hidden}b` }),
    listed('flag', { description: `🏴${hidden}${hidden}` }),
    listed('selectors', { description: 'c\ufe0f\u{e0101}\u{e0102}\ufe00d' }),
  ]);
  expect(accepted.map(({ description }) => description)).toEqual(['ab', `🏴${hidden}`, 'c\ufe0fd']);
  expect(accepted.flatMap((tool) => (cleaned.of(tool) ?? []).map(({ removed }) => removed))).toEqual([6, 6, 3]);
});

test('a tool with hidden characters in names or values is refused', async () => {
  const { refused, names } = await register([
    withProperty('value', { enum: ['a', `b${rightToLeft}`] }),
    withProperty('constant', { const: { deep: [tag] } }),
    listed('key', { inputSchema: { type: 'object', properties: { [`x${rightToLeft}`]: text } } }),
    listed(`na${rightToLeft}me`),
    withProperty('controls', { enum: ['\u0001', '\t'] }),
  ]);
  expect(names).toEqual(['controls']);
  expect(Object.values(refused).map(([issue]) => issue?.path)).toEqual([
    'inputSchema/properties/x/enum/1',
    'inputSchema/properties/x/const/deep/0',
    'inputSchema/properties',
    'name',
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
