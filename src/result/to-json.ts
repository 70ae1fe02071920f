import { ToolferryError } from '../errors.js';
import type { JSONValue } from '../types.js';

const maxDepth = 500;

/**
 * Any value as JSON; the one place where it is made.
 *
 * `undefined` is null (left out inside objects), binary is base64, `Date` ISO text, `BigInt` text, `Map` an object (its
 * entries, if keys are not text), `Set` an array, `NaN` null, `Error` `{ name, message }`. Throws a ToolferryError
 * `invalid_output` for what has no JSON: circular or too deep values, functions, streams, promises, a Response.
 *
 * @param refusedKey A key that no object may have.
 */
export function toJSON(value: unknown, refusedKey?: string): JSONValue {
  if (typeof value === 'string') return value;
  try {
    return convert(value, { refusedKey, inside: undefined, outer: undefined, level: 0 });
  } catch (error) {
    if (ToolferryError.isInstance(error) && error.code === 'invalid_output') throw error;
    // A getter, a Proxy or a toJSON of the value's own.
    throw noJSON('something that throws when it is read', 'return plain data');
  }
}

/** Where a value is: directly inside which object, and that object's own place. */
interface Place {
  readonly refusedKey: string | undefined;
  readonly inside: object | undefined;
  readonly outer: Place | undefined;
  readonly level: number;
}

function convert(value: unknown, place: Place): JSONValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // `+ 0` turns -0 into 0, which JSON text cannot tell apart.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'object') return convertNested(value, place);
  if (typeof value === 'undefined') return null;
  if (typeof value === 'bigint') return String(value);
  throw noJSON(`a ${typeof value}`, 'return data instead');
}

function convertNested(value: object, outer: Place): JSONValue {
  for (let each: Place | undefined = outer; each !== undefined; each = each.outer)
    if (each.inside === value) throw noJSON('a circular reference', 'leave it out');
  if (outer.level >= maxDepth) throw noJSON(`more than ${maxDepth} levels`, 'return a flatter value');
  const place: Place = { refusedKey: outer.refusedKey, inside: value, outer, level: outer.level + 1 };
  return Array.isArray(value) ? convertItems(value, place) : convertObject(value, place);
}

function convertItems(items: Iterable<unknown>, place: Place): JSONValue[] {
  const list: JSONValue[] = [];
  for (const item of items) list.push(convert(item, place));
  return list;
}

function convertObject(value: object, place: Place): JSONValue {
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain) {
    const known = convertInstance(value, place);
    if (known !== undefined) return known;
  }
  const { toJSON: own, [Symbol.asyncIterator]: reader } = value as {
    toJSON?: unknown;
    [Symbol.asyncIterator]?: unknown;
  };
  if (!isPlain || reader !== undefined) refuseUnread(value);
  if (typeof own === 'function') return convert(own.call(value), place);
  return convertMembers(value, place);
}

function convertMembers(value: object, place: Place): JSONValue {
  const members: { [key: string]: JSONValue } = {};
  for (const key of Object.keys(value)) {
    const member = value[key as keyof typeof value];
    if (member === undefined) continue;
    if (key === place.refusedKey) throw noJSON(`a key ${key}`, 'leave it out');
    const json = convert(member, place);
    if (key === '__proto__') define(members, key, json);
    else members[key] = json;
  }
  return members;
}

function define(target: object, key: string, value: JSONValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** What JavaScript has classes for. Undefined for other instances, whose members count. */
function convertInstance(value: object, place: Place): JSONValue | undefined {
  if (value instanceof Set) return convertItems(value, place);
  if (value instanceof Map) {
    const isByText = [...value.keys()].every((key) => typeof key === 'string');
    return isByText ? convertMembers(Object.fromEntries(value), place) : convertItems(value, place);
  }
  if (ArrayBuffer.isView(value)) return toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (value instanceof ArrayBuffer) return toBase64(new Uint8Array(value));
  if (value instanceof Error) return { name: String(value.name), message: String(value.message) };
  if (value instanceof RegExp) return String(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return convert(value.valueOf(), place);
  return undefined;
}

/** Values whose content was not read yet: turned into JSON they would silently become `{}`. Told by tag, of any realm. */
function refuseUnread(value: object): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const does = (method: string) => typeof (value as Record<string, unknown>)[method] === 'function';
  if (does('then')) throw noJSON('a promise', 'await it first');
  if (tag === 'Response' || tag === 'Request') throw noJSON(`a ${tag}`, 'return await response.json() or .text()');
  if (tag === 'Blob' || tag === 'File') throw noJSON(`a ${tag}`, 'return await blob.arrayBuffer()');
  if (tag.endsWith('Stream') || Symbol.asyncIterator in value)
    throw noJSON('a stream', 'collect it into text or an array');
  if (does('next')) throw noJSON('an iterator', 'spread it into an array');
}

function toBase64(bytes: Uint8Array): string {
  const chunk = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.length; start += chunk) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunk));
  }
  return btoa(binary);
}

function noJSON(what: string, hint: string): ToolferryError {
  return new ToolferryError('invalid_output', `The value contains ${what}: ${hint}.`);
}
