import assert from 'node:assert/strict';
import { tool as langChainTool } from '@langchain/core/tools';
import { type Bridge, createBridge, defineTool } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { fromLangChainTools, createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { z } from 'zod';
import { attack, each, type Group, type Variant } from '../attack.ts';
import { cpuMs, unblocked } from '../longest-block.ts';
import { type Listed, offer, outcomeOf, reasons } from '../remote-tools.ts';

/** Patterns on which a backtracking engine works for minutes or years, with a text that they do not match. */
const nestedLookarounds: Readonly<Record<string, readonly [pattern: string, text: string]>> = {
  'four nested lookaheads': ['^(?=a*(?=a*(?=a*(?=a*b))))', 'a'.repeat(800)],
  'fourteen nested lookaheads': [`^${'(?=a*'.repeat(14)}b${')'.repeat(14)}`, 'a'.repeat(40)],
  'a lookahead after two loops': ['^a*a*(?=a*a*b)', 'a'.repeat(2000)],
  'nested lookaheads over any character': ['^(?=.*(?=.*(?=.*x)))', 'a'.repeat(2000)],
  'nested lookbehinds': ['(?<=b(?<=ba*)a*(?<=ba*a*)a*)$', 'a'.repeat(2000)],
  'a lookahead in a loop': ['^(?:(?=a*b)a|(?=a*c)a)+$', 'a'.repeat(2000)],
  'a lookahead over nested loops': ['^(?=(?:a+)+b)', 'a'.repeat(60)],
  'a lookbehind over alternatives': ['(?<=^(?:a|aa|aaa)*b)$', 'a'.repeat(60)],
};

const overlappingClasses: Readonly<Record<string, readonly [pattern: string, text: string]>> = {
  'white space and a range with an ideographic space': ['^(?:\\s|[\\u2e80-\\u9fff])+$', `${'\u3000'.repeat(28)}!`],
  'white space and a no-break space': ['^(?:\\s|\\u00a0)+$', `${'\u00a0'.repeat(40)}!`],
  'white space and a byte order mark': ['^(?:\\s|[\\ufe00-\\ufeff])+$', `${'\ufeff'.repeat(40)}!`],
  'no word character and a range': ['^(?:\\W|[\\u2e80-\\u9fff])+$', `${'\u4e00'.repeat(40)}a`],
  'space separators and white space': ['^(?:\\p{Zs}|\\s)+$', `${'\u2003'.repeat(40)}!`],
  'a category and a script': ['^(?:\\p{L}|\\p{Script=Greek})+$', `${'\u03b1'.repeat(40)}!`],
};

const classicLoops: Readonly<Record<string, readonly [pattern: string, text: string]>> = {
  'a loop in a loop': ['^(a+)+$', `${'a'.repeat(60)}!`],
  'equal alternatives': ['^(?:a|a)*$', `${'a'.repeat(60)}!`],
  'many optional characters': [`^${'a?'.repeat(50)}${'a'.repeat(50)}$`, 'a'.repeat(49)],
  'a long run without an anchor': ['a*a*a*b', 'a'.repeat(20_000)],
  'counted loops in counted loops': ['^(?:(?:a{1,30}){1,30}){1,30}$', `${'a'.repeat(200)}!`],
};

/** Places of a schema where a pattern takes effect, with an input whose text the pattern does not match. */
const places: Readonly<Record<string, (pattern: string, text: string) => readonly [schema: object, input: object]>> = {
  'of a property': (pattern, text) => [{ type: 'object', properties: { p: { pattern } } }, { p: text }],
  'of an item': (pattern, text) => [{ type: 'object', properties: { p: { items: { pattern } } } }, { p: [text] }],
  'of names': (pattern, text) => [{ type: 'object', propertyNames: { pattern } }, { [text]: 1 }],
  'as a name': (pattern, text) => [
    { type: 'object', patternProperties: { [pattern]: {} }, additionalProperties: false },
    { [text]: 1 },
  ],
};

/** Each pattern in each place: the tool is offered, and its call is refused for the input or run. */
function inEachPlace(
  patterns: Readonly<Record<string, readonly [pattern: string, text: string]>>,
): Record<string, Variant> {
  return Object.fromEntries(
    Object.entries(patterns).flatMap(([name, [pattern, text]]) =>
      Object.entries(places).map(([place, make]): [string, Variant] => [
        `${name}, ${place}`,
        async () => {
          const [inputSchema, input] = make(pattern, text);
          await callOffered(inputSchema, input, 'invalid_input');
        },
      ]),
    ),
  );
}

/** The only tool of a server is offered, and a call of it has this outcome. */
async function callOffered(inputSchema: object, input: object, ...expected: readonly string[]): Promise<void> {
  const remote = await offer([{ name: 'work', description: 'Work', inputSchema }]);
  assert.equal(reasons(remote.refused), '');
  const outcome = outcomeOf(await remote.call('work', input));
  if (!expected.includes(outcome)) assert.equal(outcome, expected.join(' or '));
}

const evil = { pattern: '^(a+)+$' };
const evilText = `${'a'.repeat(60)}!`;
/** Definitions in which one reader sees a schema and another one does not. */
const disagreements: Readonly<Record<string, readonly [schema: object, input: object]>> = {
  'properties that are an array': [{ type: 'object', properties: [evil] }, { 0: evilText }],
  'dependentSchemas that are an array': [
    { type: 'object', dependentSchemas: [{ properties: { p: evil } }] },
    { 0: 1, p: evilText },
  ],
  'dependencies that are an array': [
    { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', dependencies: [{ properties: { p: evil } }] },
    { 0: 1, p: evilText },
  ],
  'patternProperties that are an array': [{ type: 'object', patternProperties: [evil] }, { 0: evilText }],
  'definitions that are an array': [
    { type: 'object', $defs: [evil], properties: { p: { $ref: '#/$defs/0' } } },
    { p: evilText },
  ],
  'a reference next to a dynamic one': [
    {
      type: 'object',
      $defs: { a: { $dynamicAnchor: 'a', ...evil }, b: {} },
      properties: { p: { $ref: '#/$defs/b', $dynamicRef: '#a' } },
    },
    { p: evilText },
  ],
  'a recursive reference': [
    {
      $schema: 'https://json-schema.org/draft/2019-09/schema',
      $recursiveAnchor: true,
      type: ['object', 'string'],
      ...evil,
      properties: { p: { $recursiveRef: '#' } },
    },
    { p: evilText },
  ],
  'an anchor in an unknown keyword': [
    { type: 'object', 'x-more': { $anchor: 'a', ...evil }, properties: { p: { $ref: '#a' } } },
    { p: evilText },
  ],
  'an id in an unknown keyword': [
    {
      type: 'object',
      'x-more': { $id: 'https://a.example/a', ...evil },
      properties: { p: { $ref: 'https://a.example/a' } },
    },
    { p: evilText },
  ],
  'a pointer into an unknown keyword': [
    { type: 'object', 'x-more': { deep: [evil] }, properties: { p: { $ref: '#/x-more/deep/0' } } },
    { p: evilText },
  ],
  'a pointer with percent encoding': [
    { type: 'object', $defs: { 'a b': evil }, properties: { p: { $ref: '#/%24defs/a%20b' } } },
    { p: evilText },
  ],
  'a schema that is a const': [
    { type: 'object', const: evil, properties: { p: { $ref: '#/const' } } },
    { p: evilText },
  ],
};

const equal = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const unique = { type: 'object', properties: { p: { uniqueItems: true } } };
/** Items of a `uniqueItems` array, and whether they are unique. */
const items: Readonly<Record<string, readonly [items: () => unknown[], isUnique: boolean]>> = {
  '40,000 equal numbers': [() => equal(40_000, 1), false],
  '40,000 equal objects': [() => equal(40_000, { a: 1, b: [2] }), false],
  '40,000 objects that differ in their last member': [
    () => Array.from({ length: 40_000 }, (_, n) => ({ a: 'same', b: n })),
    true,
  ],
  '20,000 pairs of equal strings': [() => Array.from({ length: 40_000 }, (_, n) => `item ${n >> 1}`), false],
  '40,000 different arrays': [() => Array.from({ length: 40_000 }, (_, n) => [n]), true],
};

async function uniqueLocal(list: unknown[], isUnique: boolean): Promise<void> {
  const tool = { name: 'work', description: 'Work', inputSchema: unique, handler: () => 1 };
  const result = await createBridge({ tools: [tool] }).execute({ id: 'call', name: 'work', input: { p: list } });
  assert.equal(outcomeOf(result), isUnique ? 'ran' : 'invalid_input');
}

const categories = 'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cn'.split(' ');
const manyCategories = `^(?:${categories.map((category) => `\\p{${category}}`).join('|')})*$`;
const listOf = (count: number, inputSchema: (n: number) => object): Listed[] =>
  Array.from({ length: count }, (_, n) => ({ name: `tool_${n}`, description: 'Work', inputSchema: inputSchema(n) }));
const properties = (members: object) => ({ type: 'object', properties: members });
const manyMembers = (count: number, member: (n: number) => unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, member(n)]));

const lists: Readonly<Record<string, () => Listed[]>> = {
  'ten tools whose pattern has 29 categories': () => listOf(10, () => properties({ p: { pattern: manyCategories } })),
  'a thousand tools whose pattern has 29 categories': () =>
    listOf(1000, (n) => properties({ [`p${n}`]: { pattern: manyCategories } })),
  'fifty tools of 250 kB': () => listOf(50, () => properties(manyMembers(9000, (n) => ({ title: `${n}` })))),
  'fifty tools with 3,000 patterns each': () =>
    listOf(50, () => properties(manyMembers(3000, (n) => ({ pattern: `^(?:ab|c){9}${n}$` })))),
  'a hundred tools with large counted loops': () =>
    listOf(100, () => properties(manyMembers(200, (n) => ({ pattern: `^(?:ab|c){${900 + n}}$` })))),
  'a hundred tools with long enums': () =>
    listOf(100, () => properties({ p: { enum: Array.from({ length: 5000 }, (_, n) => `value ${n}`) } })),
  'a hundred tools with references that multiply': () =>
    listOf(100, () => ({
      type: 'object',
      properties: { p: { $ref: '#/$defs/d0' } },
      $defs: Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          `d${n}`,
          { anyOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
        ]),
      ),
    })),
  'four thousand plain tools': () => listOf(4000, () => properties({ path: { type: 'string' } })),
};

/** Reading an unchanged list again costs little more than writing it as JSON, which is a measure of its size. */
async function listAgain(tools: readonly Listed[]): Promise<void> {
  const rounds = 20;
  const copies = Array.from({ length: rounds }, () => structuredClone(tools));
  const remote = await offer(tools);
  // Watched first, which takes time too, and measured then.
  for (const copy of copies) await unblocked(() => remote.list(copy));
  const start = cpuMs();
  for (const copy of copies) await remote.list(copy);
  const read = cpuMs() - start;
  const begun = cpuMs();
  for (const copy of copies) JSON.stringify(copy);
  const written = cpuMs() - begun;
  const factor = read / Math.max(written, 1);
  assert.ok(
    factor < (process.env.ATTACK_SHORT ? 40 : 8),
    `took ${factor.toFixed(1)} times as long as JSON.stringify(): ${(read / rounds).toFixed(1)} ms`,
  );
}

const strings = Array.from({ length: 6000 }, (_, n) => `value ${n}`);
/** Large schemas of honest authors, with an input that is valid and one that is not. */
const largeSchemas: Readonly<Record<string, readonly [schema: object, valid: object, invalid: object]>> = {
  'an enum of 6,000 strings': [properties({ p: { enum: strings } }), { p: 'value 5999' }, { p: 'none' }],
  'anyOf with 6,000 constants': [
    properties({ p: { anyOf: strings.map((text) => ({ const: text })) } }),
    { p: 'value 5999' },
    { p: 'none' },
  ],
  'oneOf with 6,000 constants': [
    properties({ p: { oneOf: strings.map((text) => ({ const: text })) } }),
    { p: 'value 5999' },
    { p: 'none' },
  ],
  '6,000 properties': [properties(manyMembers(6000, () => ({ type: 'string' }))), { p5999: 'a' }, { p5999: 1 }],
  '6,000 required properties': [
    { type: 'object', required: strings },
    Object.fromEntries(strings.map((name) => [name, 1])),
    Object.fromEntries(strings.slice(1).map((name) => [name, 1])),
  ],
  '6,000 properties and no others': [
    { ...properties(manyMembers(6000, () => ({}))), additionalProperties: false },
    { p5999: 1 },
    { p6000: 1 },
  ],
  'allOf with 6,000 members': [
    properties({ p: { allOf: strings.map((_, n) => ({ minimum: n })) } }),
    { p: 6000 },
    { p: 5000 },
  ],
  '3,000 dependent properties': [
    { type: 'object', dependentRequired: manyMembers(3000, () => ['q']) },
    { p2999: 1, q: 1 },
    { p2999: 1 },
  ],
};

/** A local tool and a remote one accept the valid input and refuse the other. */
async function inBothKinds([schema, valid, invalid]: readonly [object, object, object]): Promise<void> {
  await decides('local', bridgeOf(schema), valid, invalid);
  await decides('remote', await remoteBridgeOf(schema), valid, invalid);
}

/** As before, but a server is left to decide about inputs of its tools that are too much to check. */
async function inLocalTools([schema, valid, invalid]: readonly [object, object, object]): Promise<void> {
  await decides('local', bridgeOf(schema), valid, invalid);
  const bridge = await remoteBridgeOf(schema);
  assert.equal(outcomeOf(await bridge.execute({ id: 'call', name: 'work', input: valid })), 'ran');
  assert.notEqual(outcomeOf(await bridge.execute({ id: 'call', name: 'work', input: invalid })), 'failed');
}

function bridgeOf(schema: object): Bridge {
  return createBridge({
    tools: [{ name: 'work', description: 'Work', inputSchema: schema as never, handler: () => 1 }],
  });
}

async function remoteBridgeOf(schema: object): Promise<Bridge> {
  const { bridge, refused } = await offer([{ name: 'work', description: 'Work', inputSchema: schema }]);
  assert.equal(reasons(refused), '');
  return bridge;
}

async function decides(kind: string, bridge: Bridge, valid: object, invalid: object): Promise<void> {
  const outcomes = [valid, invalid].map(async (input) =>
    outcomeOf(await bridge.execute({ id: 'call', name: 'work', input })),
  );
  assert.deepEqual(await Promise.all(outcomes), ['ran', 'invalid_input'], kind);
}

const langtag =
  '((?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)';
const grandfathered =
  '(?:en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-klingon|zh-min|zh-min-nan|art-lojban|cel-gaulish)';
const text = (pattern: string) => properties({ p: { type: 'string', pattern } });
const shape = (name: string) => ({
  type: 'object',
  properties: { kind: { const: name }, parts: { type: 'array', items: { $ref: '#/$defs/shape' } } },
  required: ['kind'],
});
/** Definitions of honest authors that were refused, with an input that is valid and one that is not. */
const honest: Readonly<Record<string, readonly [schema: object, valid: object, invalid: object]>> = {
  'a language tag': [text(`^(${langtag}|${grandfathered})$`), { p: 'de-latn-at' }, { p: 'a' }],
  'an IPv4 address': [
    text('^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$'),
    { p: '127.0.0.1' },
    { p: '127.0.0.' },
  ],
  'an e-mail address': [text('^\\S+@\\S+\\.\\S+$'), { p: 'a@b.example' }, { p: 'a@b' }],
  'a decimal of pydantic': [text('^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$'), { p: '-1.50' }, { p: '+' }],
  'recursion that is written out in unions': [
    {
      type: 'object',
      properties: { a: { $ref: '#/$defs/shape' }, b: { $ref: '#/$defs/shape' }, c: { $ref: '#/$defs/shape' } },
      $defs: { shape: { anyOf: ['box', 'row', 'column', 'text', 'image'].map(shape) } },
    },
    { a: { kind: 'row', parts: [{ kind: 'text' }, { kind: 'box', parts: [] }] } },
    { a: { kind: 'circle' } },
  ],
  'one $id twice': [
    properties({
      a: { $id: 'https://a.example/name', type: 'string' },
      b: { $id: 'https://a.example/name', type: 'string' },
    }),
    { a: 'x', b: 'y' },
    { a: 1 },
  ],
  'a definition that 300 places refer to': [
    {
      ...properties(manyMembers(300, () => ({ $ref: '#/$defs/point' }))),
      $defs: { point: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
    },
    { p299: { x: 1 } },
    { p299: {} },
  ],
  'a semantic version': [
    text(
      '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?$',
    ),
    { p: '1.0.0-rc.1' },
    { p: '1.0' },
  ],
};

/** Patterns that are legal in JavaScript without the flag `u`. */
const legalWithoutFlag: Readonly<Record<string, readonly [pattern: string, valid: string, invalid: string]>> = {
  'a class with an open range': ['^[\\w-.]+$', 'a-b.c', 'a b'],
  'an escaped hyphen': ['^\\d{4}\\-\\d{2}$', '2026-11', '202611'],
  'an escaped colon': ['^https\\:', 'https://a.example', 'ftp://a.example'],
  'a brace that is a character': ['^{[a-z]+}$', '{abc}', 'abc'],
  'an escaped letter without a meaning': ['^\\@[a-z]\\_$', '@a_', '@a'],
  'a bracket that is a character': ['^a]$', 'a]', 'a'],
};

async function zodEverywhere([pattern, valid, invalid]: readonly [string, string, string]): Promise<void> {
  const schema = z.object({ p: z.string().regex(new RegExp(pattern)) });
  const define = (name: string) => ({ name, description: 'Work', inputSchema: schema, handler: () => 'ran' });
  const [throughLangChain] = fromLangChainTools([
    langChainTool(async () => 'ran', { name: 'lang', description: 'Work', schema }),
  ]);
  const bridge = createBridge({ tools: [defineTool(define('own')), throughLangChain as never] });
  toLangChain(bridge);
  toAISDK(bridge);
  for (const name of ['own', 'lang']) {
    const outcome = async (p: string) => outcomeOf(await bridge.execute({ id: 'call', name, input: { p } }));
    assert.deepEqual([await outcome(valid), await outcome(invalid)], ['ran', 'invalid_input'], name);
  }
}

async function offeredAndChecked([pattern, valid, invalid]: readonly [string, string, string]): Promise<void> {
  await inBothKinds([text(pattern), { p: valid }, { p: invalid }]);
  const named = { type: 'object', patternProperties: { [pattern]: { type: 'number' } } };
  await inBothKinds([named, { [valid]: 1, [invalid]: 'a' }, { [valid]: 'a' }]);
}

/** Names that every object has from its prototype. */
const prototypeNames = ['toString', 'valueOf', 'constructor', 'hasOwnProperty', '__defineGetter__'];
const prototypeVariants: Record<string, Variant> = Object.fromEntries(
  prototypeNames.flatMap((name): [string, Variant][] => [
    [`an optional ${name}`, () => inBothKinds([properties({ [name]: { type: 'string' } }), {}, { [name]: 1 }])],
    [`a required ${name}`, () => inBothKinds([{ type: 'object', required: [name] }, { [name]: 1 }, {}])],
    [
      `a nested ${name}`,
      () =>
        inBothKinds([
          properties({ p: { ...properties({ [name]: { type: 'string' } }), additionalProperties: false } }),
          { p: {} },
          { p: { [name]: 1 } },
        ]),
    ],
  ]),
);

const hidden: Readonly<Record<string, string>> = {
  'a zero-width space': '\u200b',
  'a word joiner': '\u2060',
  'a byte order mark': '\ufeff',
  'a Hangul filler': '\u3164',
  'tag characters': '\u{e0041}\u{e0042}',
  'a right-to-left override': '\u202e',
  'a half-width Hangul filler': '\uffa0',
  'an invisible separator': '\u2063',
};
const meant = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0915\u094d\u200d\u0937';

/** What a model reads of the tool and of its result has no such character, and keeps all others. */
async function isCleaned(characters: string): Promise<void> {
  const hiding = `Read${characters} a file ${meant}`;
  const { bridge } = await offer(
    [{ name: 'work', description: hiding, inputSchema: properties({ p: { description: hiding } }) }],
    { answer: () => ({ content: [{ type: 'text', text: hiding }] }) },
  );
  const definition = [...bridge.tools].map(({ description, inputSchema }) => [description, inputSchema]);
  const [tool] = toLangChain(bridge);
  const message: unknown = await tool?.invoke({ type: 'tool_call', id: 'call', name: 'work', args: {} } as never);
  const result = Reflect.get(message as object, 'content');
  for (const [place, seen] of Object.entries({ definition, result }).map(([key, value]) => [
    key,
    JSON.stringify(value),
  ])) {
    assert.ok(!seen?.includes(characters), `it stays in the ${place}`);
    assert.ok(seen?.includes(meant), `a joiner was removed from the ${place}`);
  }
}

export const schemas: Group = [
  attack('nested lookarounds in a pattern', inEachPlace(nestedLookarounds)),
  attack('overlapping character classes in a pattern', inEachPlace(overlappingClasses)),
  attack('loops on which backtracking never ends', inEachPlace(classicLoops)),
  attack(
    'a pattern where only one reader sees a schema',
    each(disagreements, ([schema, input]) => callOffered(schema, input, 'ran', 'invalid_input')),
  ),
  attack('many equal items where items must be unique', {
    ...each(items, async ([make, isUnique]) => callOffered(unique, { p: make() }, isUnique ? 'ran' : 'invalid_input')),
    ...Object.fromEntries(
      Object.entries(items).map(([name, [make, isUnique]]) => [
        `${name}, in a local tool`,
        () => uniqueLocal(make(), isUnique),
      ]),
    ),
  }),
  attack(
    'lists of definitions that keep the process busy',
    each(lists, async (make) => {
      const tools = make();
      await unblocked(() => offer(tools));
    }),
    { cpuSeconds: 4 },
  ),
  attack(
    'the same list again and again',
    each(
      {
        'a thousand plain tools': () => listOf(1000, () => properties({ path: { type: 'string' } })),
        'a thousand tools whose pattern has 29 categories': () =>
          listOf(1000, () => properties({ p: { pattern: manyCategories } })),
        'three hundred tools with forty members': () =>
          listOf(300, () => properties(manyMembers(40, () => ({ type: 'string', minLength: 1 })))),
        'five tools of 250 kB': () => listOf(5, () => properties(manyMembers(9000, (n) => ({ title: `${n}` })))),
      },
      (make) => listAgain(make()),
    ),
    { cpuSeconds: 8 },
  ),
  attack('schemas with thousands of members', each(largeSchemas, inLocalTools)),
  attack('honest definitions that look dangerous', each(honest, inBothKinds)),
  attack('patterns that need no flag, in a validator of their own', each(legalWithoutFlag, zodEverywhere)),
  attack('patterns that need no flag, in JSON Schema', each(legalWithoutFlag, offeredAndChecked)),
  attack(
    'patterns that JavaScript cannot read',
    each(
      {
        'a named group of Python': '(?P<y>\\d{4})',
        'an inline flag': '(?i)abc',
        'a possessive loop': 'a++b',
        'an unknown category': '\\p{Nonsense}+',
      },
      async (pattern) => {
        await callOffered(text(pattern), { p: '2026' }, 'ran');
        const output = {
          name: 'work',
          description: 'Work',
          inputSchema: { type: 'object' },
          outputSchema: text(pattern),
        };
        const remote = await offer([output], { answer: () => ({ content: [], structuredContent: { p: '2026' } }) });
        assert.equal(reasons(remote.refused), '');
        assert.deepEqual((await remote.call('work', {})).output, { p: '2026' });
      },
    ),
  ),
  attack('members named like those of every object', prototypeVariants),
  attack('hidden characters in what a model reads', each(hidden, isCleaned)),
];
