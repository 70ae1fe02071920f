import { ToolferryError } from 'toolferry';
import { describe, expect, test } from 'vitest';
import { headerSecrets, namedSecrets } from '../../src/remote/known-secrets.ts';
import { createRedact, redactError, redactOutcome } from '../../src/remote/redact.ts';

const key = 'key-4f9a1c7e';
const redact = createRedact([key, `${key}-longer`, 'short', undefined]);

describe('createRedact', () => {
  test('secrets are removed from strings, names and nested values, the longest first', () => {
    const value = { [key]: [`a ${key} b`, { c: `${key}-longer ${key}${key}` }], short: 'short', n: 1, nothing: null };
    expect(redact(value)).toEqual({
      '[secret removed]': ['a [secret removed] b', { c: '[secret removed] [secret removed][secret removed]' }],
      short: 'short',
      n: 1,
      nothing: null,
    });
    expect(Object.keys(value)[0]).toBe(key);
  });

  test('a value without secrets is returned itself, and instances of classes are not read', () => {
    for (const value of [{ a: ['b'] }, new Date(0), new Uint8Array([1]), new Map([[key, key]]), 5, undefined, null])
      expect(redact(value)).toBe(value);
    expect(createRedact([])(key)).toBe(key);
  });

  test('an own __proto__ key stays an own key', () => {
    const clean = redact(JSON.parse(`{"__proto__":{"a":"${key}"}}`));
    expect(JSON.stringify(clean)).toBe('{"__proto__":{"a":"[secret removed]"}}');
    expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
  });

  test('values that are nested deeply, shared or circular are read without an end to the stack or the time', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(redact(deep)).toBe(deep);
    let shared: unknown = key;
    for (let level = 0; level < 100; level++) shared = { one: shared, other: shared };
    expect(redact(shared)).not.toBe(shared);
    const circle: Record<string, unknown> = { key };
    circle.self = circle;
    circle.again = circle;
    expect(redact(circle)).toMatchObject({ key: '[secret removed]' });
  });
});

describe('redactError', () => {
  test('the message, members and data of an error lose their secrets, and a cause that has one is dropped', () => {
    const cause = new Error('outer', { cause: Object.assign(new Error('inner'), { url: `http://x?k=${key}` }) });
    const clean = redactError(Object.assign(new Error(`no ${key}`, { cause }), { status: 401, body: { key } }), redact);
    expect(clean).toMatchObject({ message: 'no [secret removed]', status: 401, body: { key: '[secret removed]' } });
    expect((clean as Error).cause).toBeUndefined();
    expect((clean as Error).stack).not.toContain(key);
    const ours = redactError(new ToolferryError('denied', 'no', { data: { key }, cause: new Error('why') }), redact);
    expect(ours).toMatchObject({ code: 'denied', data: { key: '[secret removed]' }, cause: { message: 'why' } });
    expect(ToolferryError.isInstance(ours)).toBe(true);
  });

  test('an error without secrets, with a circle of causes too, is returned itself', async () => {
    const error = new Error('plain');
    error.cause = error;
    expect(redactError(error, redact)).toBe(error);
    await expect(redactOutcome(Promise.reject(error), redact)).rejects.toBe(error);
    expect(await redactOutcome(Promise.resolve([key]), redact)).toEqual(['[secret removed]']);
  });
});

describe('known secrets', () => {
  test('headers of any form have their values, and the credentials and cookies in them, as secrets', () => {
    const headers = {
      Authorization: 'Bearer abc',
      Cookie: 'a=one; b=two',
      Accept: 'text/html',
      'MCP-Protocol-Version': '1',
    };
    const secrets = ['Bearer abc', 'abc', 'a=one; b=two', 'b=two', 'one', 'two'];
    for (const form of [headers, Object.entries(headers), new Headers(headers), new Map(Object.entries(headers))])
      expect(new Set(headerSecrets(form))).toEqual(new Set(secrets));
    for (const form of [undefined, null, 'text', 5, [null, 5, []], { a: 5 }]) expect(headerSecrets(form)).toEqual([]);
  });

  test('settings have those values as secrets whose names say so', () => {
    const env = {
      OPENAI_API_KEY: 'a',
      GITHUB_TOKEN: 'b',
      PGPASSWORD: 'c',
      SECRET_KEY_BASE: 'd',
      PATH: 'e',
      GIT_AUTHOR: 'f',
    };
    expect(namedSecrets(env)).toEqual(['a', 'b', 'c', 'd']);
    for (const settings of [undefined, null, 'text', { API_KEY: 5 }]) expect(namedSecrets(settings)).toEqual([]);
  });
});
