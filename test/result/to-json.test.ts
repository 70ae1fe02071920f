import { Readable } from 'node:stream';
import { createBridge, defineTool, ToolferryError } from 'toolferry';
import { describe, expect, test } from 'vitest';

/** The output of a call whose handler returns this value, or its error. */
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

describe('the output of a handler that returns', () => {
  test.for<[string, unknown, unknown]>([
    ['JSON is the same JSON', { a: [1, 'b', true, null, { c: {} }] }, { a: [1, 'b', true, null, { c: {} }] }],
    ['undefined is null', undefined, null],
    ['undefined inside an object omits it', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined inside an array has null there', [undefined, 1], [null, 1]],
    ['an array with holes has null there', Object.assign([1], { 2: 2 }), [1, null, 2]],
    ['NaN and Infinity has null there', [Number.NaN, Number.POSITIVE_INFINITY, -Infinity], [null, null, null]],
    ['minus zero is zero', -0, 0],
    ['a BigInt is a string', { id: 12345678901234567890n }, { id: '12345678901234567890' }],
    ['a Date is an ISO string', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['an invalid Date is null', new Date('never'), null],
    ['a URL is a string', new URL('https://a.example/b?c'), 'https://a.example/b?c'],
    ['a Map with string keys is an object', new Map([['a', new Map([['b', 1n]])]]), { a: { b: '1' } }],
    [
      'a Map with other keys is an array of entries',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['b', { c: 2 }],
      ]),
      [
        [1, 'a'],
        ['b', { c: 2 }],
      ],
    ],
    ['a Set is an array', new Set([1, new Set(['a'])]), [1, ['a']]],
    ['an Error is its name and message', new RangeError('too far'), { name: 'RangeError', message: 'too far' }],
    [
      'a nested Error has its name and message',
      { e: new Error('a', { cause: 'c' }) },
      { e: { name: 'Error', message: 'a' } },
    ],
    ['a Buffer is base64, in spite of its toJSON', Buffer.from('hello'), 'aGVsbG8='],
    ['part of a typed array is base64 of that part', new Uint8Array([0, 255, 1]).subarray(1), '/wE='],
    ['a typed array of wider elements is base64 of its bytes', new Uint16Array([1]), 'AQA='],
    ['a DataView is base64', new DataView(new Uint8Array([1, 2]).buffer), 'AQI='],
    ['an ArrayBuffer is base64', new Uint8Array([1, 2]).buffer, 'AQI='],
    ['a RegExp is a string', /a+/gi, '/a+/gi'],
    ['a class instance has its own members', new Point(), { x: 1 }],
    [
      'an object with toJSON is the result of that, as JSON',
      { toJSON: () => ({ at: new Date(0) }) },
      { at: '1970-01-01T00:00:00.000Z' },
    ],
    ['boxed values has the values', [Object('a'), Object(1), Object(true)], ['a', 1, true]],
    ['an object without a prototype has its members', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['symbol keys omits them', { [Symbol('a')]: 1, b: 2 }, { b: 2 }],
  ])('%s', async ([, value, json]) => {
    expect(await returned(() => value)).toStrictEqual(json);
  });

  test('a long array of bytes is base64', async () => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index);
    expect(await returned(() => bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });

  test('one object in two places has it in both', async () => {
    const shared = { a: 1 };
    expect(await returned(() => [shared, { shared }, shared])).toEqual([shared, { shared }, shared]);
  });

  test('an own __proto__ key has it as a member, not as a prototype', async () => {
    const output = await returned(() => JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(output)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
    expect(JSON.stringify(await returned(() => new Map([['__proto__', 1]])))).toBe('{"__proto__":1}');
  });
});

describe('a result that contains one of these is invalid_output with a hint:', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  let deep: unknown = 'end';
  for (let level = 0; level < 600; level++) deep = [deep];

  test.for<[string, () => unknown, string]>([
    ['a circular reference', () => circular, 'leave it out'],
    ['an array that contains itself', () => arrayInItself(), 'leave it out'],
    ['a Map that contains itself', () => mapInItself(), 'leave it out'],
    ['600 levels', () => deep, 'flatter'],
    ['a function', () => () => 1, 'return data'],
    ['a symbol', () => Symbol('a'), 'return data'],
    ['a class', () => Point, 'return data'],
    ['a promise', () => Promise.resolve(1), 'await it'],
    ['a web stream', () => new ReadableStream(), 'collect it'],
    ['a writable web stream', () => new WritableStream(), 'collect it'],
    ['a transform web stream', () => new TransformStream(), 'collect it'],
    ['a node stream', () => Readable.from(['a']), 'collect it'],
    ['an async generator', () => (async function* () {})(), 'collect it'],
    ['an async iterable', () => ({ async *[Symbol.asyncIterator]() {} }), 'collect it'],
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

test('the error that a getter of the result throws is not disclosed', async () => {
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

function arrayInItself() {
  const list: unknown[] = [];
  list.push([list]);
  return list;
}

function mapInItself() {
  const map = new Map<string, unknown>();
  return map.set('self', map);
}
