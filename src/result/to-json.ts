import { ToolferryError } from '../errors.js';
import type { JSONValue } from '../types.js';

const maxDepth = 500;

/**
 * Any value as JSON; the one place where it is made.
 *
 * `undefined` is null (left out inside objects), binary is base64, `Date` ISO text, `BigInt` text, `Map` an object (its
 * entries, if keys are not text), `Set` an array, `NaN` null, `Error` `{ name, message }`. Throws a ToolferryError
 * `invalid_output` for what has no JSON: circular or too deep values, functions, streams, promises, a Response.
 */
export function toJSON(value: unknown): JSONValue {
  try {
    return convert(value, []);
  } catch (error) {
    if (ToolferryError.isInstance(error) && error.code === 'invalid_output') throw error;
    // A getter, a Proxy or a toJSON of the value's own.
    throw noJSON('something that throws when it is read', 'return plain data');
  }
}

/** `ancestors` are the objects around `value`, outermost first. */
function convert(value: unknown, ancestors: object[]): JSONValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'number':
      // `+ 0` turns -0 into 0, which JSON text cannot tell apart.
      return Number.isFinite(value) ? value + 0 : null;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : (withoutMembers(value) ?? nested(value, ancestors));
    default:
      throw noJSON(`a ${typeof value}`, 'return data instead');
  }
}

function nested(value: object, ancestors: object[]): JSONValue {
  if (ancestors.includes(value)) throw noJSON('a circular reference', 'leave it out');
  if (ancestors.length >= maxDepth) throw noJSON(`more than ${maxDepth} levels`, 'return a flatter value');
  ancestors.push(value);
  const json = convertObject(value, ancestors);
  ancestors.pop();
  return json;
}

function convertObject(value: object, inside: object[]): JSONValue {
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => convert(item, inside));
  if (value instanceof Map) return convertMap(value, inside);
  if (!isPlain(value) || Symbol.asyncIterator in value) refuseUnread(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return convert(value.toJSON(), inside);
  return convertMembers(Object.entries(value), inside);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Objects that are one JSON value of their own. */
function withoutMembers(value: object): JSONValue | undefined {
  if (isPlain(value) || Array.isArray(value)) return undefined;
  if (ArrayBuffer.isView(value)) return toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (value instanceof ArrayBuffer) return toBase64(new Uint8Array(value));
  if (value instanceof Error) return { name: String(value.name), message: String(value.message) };
  if (value instanceof RegExp) return String(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return convert(value.valueOf(), []);
  return undefined;
}

function convertMap(map: ReadonlyMap<unknown, unknown>, inside: object[]): JSONValue {
  const entries = [...map];
  return entries.every((entry): entry is [string, unknown] => typeof entry[0] === 'string')
    ? convertMembers(entries, inside)
    : entries.map((entry) => entry.map((part) => convert(part, inside)));
}

function convertMembers(entries: readonly (readonly [string, unknown])[], inside: object[]): JSONValue {
  const members: { [key: string]: JSONValue } = {};
  for (const [key, member] of entries) {
    if (member === undefined) continue;
    const json = convert(member, inside);
    if (key === '__proto__') define(members, key, json);
    else members[key] = json;
  }
  return members;
}

function define(target: object, key: string, value: JSONValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Values whose content was not read yet: turned into JSON they would silently become `{}`. Told by tag, of any realm. */
function refuseUnread(value: object): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if ('then' in value && typeof value.then === 'function') throw noJSON('a promise', 'await it first');
  if (tag === 'Response' || tag === 'Request') throw noJSON(`a ${tag}`, 'return await response.json() or .text()');
  if (tag === 'Blob' || tag === 'File') throw noJSON(`a ${tag}`, 'return await blob.arrayBuffer()');
  if (tag.endsWith('Stream') || Symbol.asyncIterator in value)
    throw noJSON('a stream', 'collect it into text or an array');
  if ('next' in value && typeof value.next === 'function') throw noJSON('an iterator', 'spread it into an array');
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
  return new ToolferryError('invalid_output', `The value contains ${what}, which cannot be made JSON: ${hint}.`);
}
