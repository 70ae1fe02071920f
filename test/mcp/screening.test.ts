import { readFileSync } from 'node:fs';
import { createBridge, type DefinitionIssue, type DefinitionLimits, ToolferryError } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { expect, test } from 'vitest';
import { cleaned } from '../../src/tool/marks.js';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { connectInProcess, listed } from './support/in-process-server.ts';

/** What is taken and what is refused of a server that lists these tools. */
async function takeIn(tools: readonly object[], limits?: DefinitionLimits) {
  const { client } = await connectInProcess('client 2', {
    tools,
    call: () => ({ content: [{ type: 'text', text: 'ran' }] }),
  });
  const bridge = createBridge({ limits });
  const refused: Record<string, readonly DefinitionIssue[]> = {};
  const taken = await fromMCPClient(client, {
    bridge,
    onRefused: ({ name, issues }) => Object.assign(refused, { [name]: issues }),
  });
  const call = (name: string, input: unknown) => bridge.execute({ id: 'call_1', name, input });
  return { client, bridge, taken, refused, call, names: taken.map(({ name }) => name) };
}

const withProperty = (name: string, x: object, more: object = {}) =>
  listed(name, { inputSchema: { type: 'object', properties: { x }, ...more } });
const text = { type: 'string' };

/** Each definition refers twice to the next: 2 ** depth schemas, were they written out. */
const doubling = (depth: number, keyword = 'allOf') => ({
  ...Object.fromEntries(
    Array.from({ length: depth }, (_, n) => {
      const next = { $ref: `#/$defs/d${n + 1}` };
      return [`d${n}`, { [keyword]: [next, next] }];
    }),
  ),
  [`d${depth}`]: text,
});

test('over a limit that tool alone is refused, with path and number; the others stay', async () => {
  const { names, refused } = await takeIn([
    listed('good'),
    withProperty('long', { ...text, description: 'a'.repeat(17_212) }),
    listed('talks', { description: 'b'.repeat(20_000) }),
    withProperty('wide', { enum: Array.from({ length: 30_000 }, (_, n) => n) }),
    listed('huge', { outputSchema: { type: 'object', title: 'c'.repeat(300_000) } }),
    listed('also_good'),
  ]);
  expect(names).toEqual(['good', 'also_good']);
  expect(refused).toEqual({
    long: [{ path: 'inputSchema/properties/x/description', message: 'has 17,212 bytes; at most 16,384' }],
    talks: [{ path: 'description', message: 'has 20,000 bytes; at most 16,384' }],
    wide: [{ path: 'inputSchema/properties/x/enum', message: 'has more than 20,000 nodes' }],
    huge: [{ path: 'outputSchema', message: 'has 300,028 bytes; at most 262,144' }],
  });
});

test.for(['allOf', 'anyOf', 'oneOf'])('2 kB of $defs that double by %s are refused by their count', async (keyword) => {
  const schema = { properties: { x: { $ref: '#/$defs/d0' } }, $defs: doubling(24, keyword) };
  expect(JSON.stringify(schema).length).toBeLessThan(2_048);
  const { names, refused } = await takeIn([listed('good'), listed('bomb', { inputSchema: schema })]);
  expect(names).toEqual(['good']);
  expect(refused.bomb).toMatchObject([
    {
      path: 'inputSchema',
      message: expect.stringMatching(/^has [\d,]+ schemas with its references followed; at most 10,000$/),
    },
  ]);
});

test('$defs that double so often that no number holds the count are refused too', async () => {
  const { refused } = await takeIn([listed('bomb', { inputSchema: { $ref: '#/$defs/d0', $defs: doubling(1_200) } })]);
  expect(refused.bomb?.[0]?.message).toContain('has ∞ schemas');
});

test('definitions that are used in many places pass, and a limit of its own decides', async () => {
  const uses = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, { $ref: '#/$defs/d0' }]));
  const tool = listed('shares', { inputSchema: { type: 'object', properties: uses, $defs: doubling(5) } });
  expect((await takeIn([tool])).names).toEqual(['shares']);
  expect((await takeIn([tool], { references: 1_000 })).refused.shares?.[0]?.message).toMatch(/at most 1,000$/);
  const bomb = listed('bomb', { inputSchema: { $ref: '#/$defs/d0', $defs: doubling(12) } });
  expect((await takeIn([bomb], { references: Number.POSITIVE_INFINITY })).names).toEqual(['bomb']);
});

test('a recursion that goes two ways at each level is taken, and its checks end', async () => {
  const self = { $ref: '#' };
  const { call } = await takeIn([
    listed('twice', { inputSchema: { type: 'object', properties: { next: { allOf: [self, self] } } } }),
  ]);
  const nested = (levels: number): object => (levels === 0 ? {} : { next: nested(levels - 1) });
  expect((await call('twice', nested(5))).output).toBe('ran');
  // Without an end it would take 2 ** 60 steps.
  expect((await call('twice', nested(60))).error).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining("the schema's references multiply at each level of it"),
  });
});

test.for([
  ['another document', { $ref: 'https://a.example/schema.json' }],
  ['a file', { $ref: 'file:///etc/passwd' }],
  ['another document by $dynamicRef', { $dynamicRef: 'https://a.example/schema.json#node' }],
  ['a base of its own', { $id: 'https://a.example/x/', $ref: 'b' }],
])('a reference to %s is refused: nothing is fetched', async ([, x]) => {
  const { refused } = await takeIn([withProperty('far', x as object)]);
  expect(refused.far).toMatchObject([
    { path: 'inputSchema/properties/x', message: expect.stringContaining('which is not there') },
  ]);
});

test('one $id for two schemas is refused: validators disagree which one it is', async () => {
  const $defs = { a: { $id: 'https://a.example/s', type: 'string' }, b: { $id: 'https://a.example/s' } };
  const { refused } = await takeIn([withProperty('twins', { $ref: 'https://a.example/s' }, { $defs })]);
  expect(refused.twins).toEqual([
    { path: 'inputSchema/$defs/a', message: 'is named https://a.example/s, and so is another schema' },
  ]);
  const anchors = { a: { $anchor: 's', type: 'string' }, b: { $anchor: 's' } };
  expect((await takeIn([withProperty('twins', { $ref: '#s' }, { $defs: anchors })])).refused.twins).toMatchObject([
    { path: 'inputSchema/$defs/a', message: expect.stringContaining('#s, and so is another schema') },
  ]);
});

test('dangerous patterns are refused with their place, as keys too; usual ones pass', async () => {
  const email = '^(?:[A-Za-z0-9_]+\\.)*[A-Za-z0-9_+-]+@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$';
  const { names, refused } = await takeIn([
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
      { message: '"^\\\\s*\\\\s*\\\\s*x" takes time that grows with the power 3 of a text\'s length; at most 2' },
    ],
    key: [{ path: 'inputSchema/properties/x/patternProperties' }],
    unclear: [{ message: '"^(a+)\\\\1$" cannot be checked for catastrophic backtracking: it has a backreference' }],
    output: [{ path: 'outputSchema/properties/x/pattern' }],
  });
});

test('patternPower decides what a pattern may take; Infinity looks at none', async () => {
  const tools = [
    withProperty('cubic', { pattern: '^a*a*a*b$' }),
    withProperty('search', { pattern: 'a+b' }),
    withProperty('evil', { pattern: '^(a+)+$' }),
  ];
  expect((await takeIn(tools, { patternPower: 3 })).names).toEqual(['cubic', 'search']);
  expect((await takeIn(tools, { patternPower: 1 })).names).toEqual([]);
  expect((await takeIn(tools, { patternPower: Number.POSITIVE_INFINITY })).names).toEqual(['cubic', 'search', 'evil']);
});

test('of thousands of patterns in one definition no more are looked at than there are steps', async () => {
  const patterns = Array.from({ length: 3_000 }, (_, n) => [`p${n}`, { pattern: `^(a|b${n})*x+y+z{2,9}[a-z]{0,5}$` }]);
  const inputSchema = { type: 'object', properties: Object.fromEntries(patterns) };
  const { refused, names } = await takeIn([listed('many', { inputSchema }), listed('good')]);
  expect(names).toEqual(['good']);
  expect(refused.many).toMatchObject([{ message: expect.stringContaining('cannot be checked') }]);
});

test("a local tool's pattern is its author's business", () => {
  const inputSchema = { type: 'object', properties: { x: { pattern: '^(a+)+$' } } };
  const { tools } = createBridge({ tools: [{ name: 'mine', description: 'Mine', inputSchema }] });
  expect([...tools]).toHaveLength(1);
});

const rightToLeft = '\u202e';
const tag = '\u{e0041}';
const england = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

test('control, bidi and tag characters are removed from texts for readers, and each removal is told', async () => {
  const schema = {
    type: 'object',
    title: `Two${rightToLeft}${rightToLeft}`,
    properties: {
      x: { ...text, description: `Say\u0000 hi${tag}${tag}` },
      description: { ...text, default: 'a\u001bb' },
    },
  };
  const before = structuredClone(schema);
  const { taken } = await takeIn([
    listed('odd', {
      description: `Odd\u009b tool${rightToLeft}`,
      inputSchema: schema,
      outputSchema: { type: 'object', $comment: 'a\u0007' },
    }),
    listed('plain'),
  ]);
  const [odd, plain] = taken;
  expect(odd).toMatchObject({
    description: 'Odd tool',
    inputSchema: { title: 'Two', properties: { x: { description: 'Say hi' }, description: { default: 'a\u001bb' } } },
    outputSchema: { $comment: 'a' },
  });
  expect(cleaned.of(odd ?? {})).toEqual([
    { path: 'description', removed: 2 },
    { path: 'inputSchema/title', removed: 2 },
    { path: 'inputSchema/properties/x/description', removed: 3 },
    { path: 'outputSchema/$comment', removed: 1 },
  ]);
  // A decorated copy tells it too.
  expect(cleaned.of({ ...odd })).toHaveLength(4);
  expect(cleaned.of(plain ?? {})).toBeUndefined();
  expect(schema).toEqual(before);
});

test('lines, tabs, joiners, line separators and flags stay', async () => {
  const description = `Lines:\r\n\tone\u2028two 👩\u200d💻 क्\u200dष ${england} ❤\ufe0f`;
  const { taken } = await takeIn([listed('fine', { description, inputSchema: { type: 'object', description } })]);
  expect(taken[0]?.description).toBe(description);
  expect(taken[0]?.inputSchema.description).toBe(description);
  expect(cleaned.of(taken[0] ?? {})).toBeUndefined();
});

test('words hidden as tags behind a flag or as variation selectors are removed', async () => {
  const hidden = [...'ignore'].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');
  const { taken } = await takeIn([
    listed('tags', { description: `a${hidden}b` }),
    listed('flag', { description: `🏴${hidden}${hidden}` }),
    listed('selectors', { description: 'c\ufe0f\u{e0101}\u{e0102}\ufe00d' }),
  ]);
  expect(taken.map(({ description }) => description)).toEqual(['ab', `🏴${hidden}`, 'c\ufe0fd']);
  expect(taken.flatMap((tool) => (cleaned.of(tool) ?? []).map(({ removed }) => removed))).toEqual([6, 6, 3]);
});

test('hidden characters in names and values refuse the tool: without them it would mean something else', async () => {
  const { refused, names } = await takeIn([
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

test('limits come from the bridge, or are an option where there is none', async () => {
  const { client, bridge, names } = await takeIn([listed('long', { description: 'abcdef' }), listed('b')], {
    descriptionBytes: 5,
  });
  expect(names).toEqual(['b']);
  const told: string[] = [];
  const limits = { descriptionBytes: 3 };
  const tools = await fromMCPClient(client, { limits, onRefused: ({ issues }) => told.push(issues[0]?.message ?? '') });
  expect(tools.map(({ name }) => name)).toEqual(['b']);
  expect(told).toEqual(['has 6 bytes; at most 3']);
  await expect(fromMCPClient(client, { bridge, limits })).rejects.toThrow(
    new TypeError('limits: this bridge has its own; give them to createBridge() instead.'),
  );
  await expect(fromMCPClient(client, { limits: { descriptionBytes: -1 } })).rejects.toThrow(TypeError);
});

test('a local tool over a limit is an error, one for all', () => {
  const tool = (name: string) => ({ name, description: 'abcdef', inputSchema: { type: 'object' } });
  const add = () => createBridge({ tools: [tool('a'), tool('b')], limits: { descriptionBytes: 5 } });
  expect(add).toThrow('"a" description has 6 bytes; at most 5; "b" description has 6 bytes; at most 5.');
  expect(() => add()).toThrow(ToolferryError);
});

test('without limits even a definition that overflows the stack is refused alone', async () => {
  const none = Number.POSITIVE_INFINITY;
  let deep: object = {};
  for (let level = 0; level < 5_000; level++) deep = { not: deep };
  const { names, refused } = await takeIn([listed('deep', { inputSchema: deep }), listed('good')], {
    schemaLevels: none,
    schemaNodes: none,
  });
  expect(names).toContain('good');
  expect([...names, ...Object.keys(refused)].sort()).toEqual(['deep', 'good']);
});

test.skipIf(skip)('of 917 real definitions none is refused, and the text of none is changed', async () => {
  const tools = [...githubTools(), ...berkeleyTools()].map(({ description, inputSchema }, index) =>
    listed(`tool_${index}`, { description, inputSchema }),
  );
  const { names, refused, taken } = await takeIn(tools);
  expect(refused).toEqual({});
  expect(names).toHaveLength(917);
  expect(taken.flatMap((tool) => cleaned.of(tool) ?? [])).toEqual([]);
});

test.skipIf(skip)(
  'nor is any schema of the official suite refused for its patterns or for how much it refers to',
  async () => {
    const files = ['draft7', 'draft2020-12'].map(
      (draft) => new URL(`../../../shared/data/json-schema-test-suite.${draft}.json`, import.meta.url),
    );
    const suites: { groups: { schema: unknown }[] }[] = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
    const schemas = suites.flatMap(({ groups }) => groups.map(({ schema }) => schema));
    const { refused } = await takeIn(schemas.map((x, index) => withProperty(`tool_${index}`, x as object)));
    const messages = Object.values(refused).flatMap((issues) => issues.map(({ message }) => message));
    expect(messages.filter((message) => /time|cannot be checked|at most/.test(message))).toEqual([]);
  },
);
