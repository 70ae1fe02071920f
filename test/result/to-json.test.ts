import { Readable } from 'node:stream';
import { createBridge, defineTool, ToolferryError } from 'toolferry';
import { describe, expect, test } from 'vitest';

/** What becomes of a value that a handler returns. */
async function returned(value: () => unknown) {
  const tool = defineTool({ name: 'give', description: 'Give', inputSchema: { type: 'object' }, handler: value });
  const { output, error } = await createBridge({ tools: [tool] }).execute({ id: 'call_0', name: 'give', input: {} });
  return error ?? output;
}

class Point {
  x = 1;
  #secret = 2;
  get sum() {
    return this.x + this.#secret;
  }
}

describe('JSON out: a handler returns', () => {
  test.for<[string, unknown, unknown]>([
    ['JSON as it is', { a: [1, 'b', true, null, { c: {} }] }, { a: [1, 'b', true, null, { c: {} }] }],
    ['undefined: null', undefined, null],
    ['undefined inside an object: left out', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined inside a list: null', [undefined, 1], [null, 1]],
    ['holes in a list: null', Object.assign([1], { 2: 2 }), [1, null, 2]],
    ['NaN and Infinity: null', [Number.NaN, Number.POSITIVE_INFINITY, -Infinity], [null, null, null]],
    ['minus zero: zero', -0, 0],
    ['BigInt: text', { id: 12345678901234567890n }, { id: '12345678901234567890' }],
    ['Date: ISO text', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['an invalid Date: null', new Date('never'), null],
    ['URL: text', new URL('https://a.example/b?c'), 'https://a.example/b?c'],
    ['Map with text keys: object', new Map([['a', new Map([['b', 1n]])]]), { a: { b: '1' } }],
    [
      'Map with other keys: entries',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['b', { c: 2 }],
      ]),
      [
        [1, 'a'],
        ['b', { c: 2 }],
      ],
    ],
    ['Set: list', new Set([1, new Set(['a'])]), [1, ['a']]],
    ['Error: name and message, no stack', new RangeError('too far'), { name: 'RangeError', message: 'too far' }],
    ['an Error inside: the same', { e: new Error('a', { cause: 'c' }) }, { e: { name: 'Error', message: 'a' } }],
    ['Buffer: base64, before its own toJSON', Buffer.from('hello'), 'aGVsbG8='],
    ['typed array: base64 of its own part', new Uint8Array([0, 255, 1]).subarray(1), '/wE='],
    ['wide typed array: base64 of its bytes', new Uint16Array([1]), 'AQA='],
    ['DataView: base64', new DataView(new Uint8Array([1, 2]).buffer), 'AQI='],
    ['ArrayBuffer: base64', new Uint8Array([1, 2]).buffer, 'AQI='],
    ['RegExp: text', /a+/gi, '/a+/gi'],
    ['class instance: its own members', new Point(), { x: 1 }],
    [
      'own toJSON: its word, made JSON too',
      { toJSON: () => ({ at: new Date(0) }) },
      { at: '1970-01-01T00:00:00.000Z' },
    ],
    ['boxed values: the values', [Object('a'), Object(1), Object(true)], ['a', 1, true]],
    ['an object without prototype: its members', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['symbol keys: left out', { [Symbol('a')]: 1, b: 2 }, { b: 2 }],
  ])('%s', async ([, value, json]) => {
    expect(await returned(() => value)).toStrictEqual(json);
  });

  test('bytes of any length', async () => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index);
    expect(await returned(() => bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });

  test('one object in two places: both places have it', async () => {
    const shared = { a: 1 };
    expect(await returned(() => [shared, { shared }, shared])).toEqual([shared, { shared }, shared]);
  });

  test('an own __proto__ key: a member like any other, no prototype', async () => {
    const output = await returned(() => JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(output)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
    expect(JSON.stringify(await returned(() => new Map([['__proto__', 1]])))).toBe('{"__proto__":1}');
  });
});

describe('anywhere inside, what has no JSON is invalid_output with a hint:', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  let deep: unknown = 'end';
  for (let level = 0; level < 600; level++) deep = [deep];

  test.for<[string, () => unknown, string]>([
    ['a circular reference', () => circular, 'leave it out'],
    ['a list that contains itself', () => listInItself(), 'leave it out'],
    ['a Map that contains itself', () => mapInItself(), 'leave it out'],
    ['600 levels', () => deep, 'flatter'],
    ['a function', () => () => 1, 'return data'],
    ['a symbol', () => Symbol('a'), 'return data'],
    ['a class', () => Point, 'return data'],
    ['a promise', () => Promise.resolve(1), 'await it'],
    ['a web stream', () => new ReadableStream(), 'collect it'],
    ['a web stream to write to', () => new WritableStream(), 'collect it'],
    ['a pair of web streams', () => new TransformStream(), 'collect it'],
    ['a node stream', () => Readable.from(['a']), 'collect it'],
    ['an async generator', () => (async function* () {})(), 'collect it'],
    ['an object that is read asynchronously', () => ({ async *[Symbol.asyncIterator]() {} }), 'collect it'],
    ['a generator', () => [1, 2].values(), 'spread it'],
    ['a Response', () => new Response('a'), 'await response'],
    ['a Request', () => new Request('https://a.example'), 'await response'],
    ['a Blob', () => new Blob(['a']), 'await blob'],
    ['a File', () => new File(['a'], 'a.txt'), 'await blob'],
    ['a getter that throws', () => withGetter(), 'plain data'],
    ['a toJSON that throws', () => ({ toJSON: broken }), 'plain data'],
    ['a revoked Proxy', () => revoked(), 'plain data'],
    ['a Proxy that throws', () => new Proxy({}, { ownKeys: broken }), 'plain data'],
  ])('%s', async ([, make, hint]) => {
    const error = { code: 'invalid_output', message: expect.stringContaining(hint) };
    expect(await returned(() => ({ list: [make()] }))).toMatchObject(error);
    expect(await returned(() => new Map([['key', new Set([make()])]]))).toMatchObject(error);
    expect(await returned(() => ({ toJSON: () => [make()] }))).toMatchObject(error);
  });
});

test('what a getter throws by itself is not told', async () => {
  const failing = defineTool({
    name: 'a',
    description: 'A',
    inputSchema: { type: 'object' },
    handler: () => withGetter(),
  });
  const { error } = await createBridge({ tools: [failing] }).execute({ id: '1', name: 'a', input: {} });
  expect(error?.message).not.toContain('secret path');
  expect(ToolferryError.isInstance(error)).toBe(false);
});

function broken(): never {
  throw new Error('secret path');
}

function withGetter() {
  return Object.defineProperty({}, 'a', { get: broken, enumerable: true });
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function listInItself() {
  const list: unknown[] = [];
  list.push([list]);
  return list;
}

function mapInItself() {
  const map = new Map<string, unknown>();
  return map.set('self', map);
}
