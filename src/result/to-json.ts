import { ToolferryError } from '../errors.js';
import { defaultLimits, formatCount } from '../schema/limits.js';
import { withoutStack } from '../stack-line.js';
import type { JSONValue } from '../types.js';
import { isForGraph } from './is-for-graph.js';

const maxLevels = 500;

/** The length of all strings and keys together. JSON text takes up to six characters for one, and V8 has no string above 2 ** 29. */
export const maxText: number = 2 ** 26;
export const tooMuchText: string = `more than ${formatCount(maxText)} characters`;

export interface ToJSONOptions {
  /** Values that the result may have. Default 1,000,000. */
  readonly maxNodes?: number | undefined;
  /** A key that no object may have. */
  readonly refusedKey?: string | undefined;
}

/**
 * Converts any value to JSON.
 *
 * `undefined` becomes null (omitted inside objects), binary data base64, `Date` an ISO string, `BigInt` a string, `Map` an
 * object (an array of entries if a key is not a string), `Set` an array, `NaN` null, `Error` `{ name, message }`. Throws a
 * ToolferryError `invalid_output` for values that have no JSON form: circular, too deeply nested or too large values,
 * functions, streams, promises, a Response. Its `data.contains` names what the value contains.
 */
export function toJSON(
  value: unknown,
  { maxNodes = defaultLimits.outputNodes, refusedKey }: ToJSONOptions = {},
): JSONValue {
  if (typeof value === 'string' && value.length <= maxText) return value;
  const rest: Rest = { nodes: maxNodes, text: maxText, maxNodes, refusedKey };
  try {
    return convert(value, { rest, inside: undefined, outer: undefined, level: 0 });
  } catch (error) {
    if (ToolferryError.isInstance(error) && error.code === 'invalid_output') throw error;
    // A getter, a Proxy or the value's own toJSON threw.
    throw notJSON('something that throws when it is read', 'return plain data', error);
  }
}

/** What a value may still have. */
interface Rest {
  nodes: number;
  text: number;
  readonly maxNodes: number;
  readonly refusedKey: string | undefined;
}

/** The position of a value: the object directly around it, and that object's own position. */
interface Place {
  readonly rest: Rest;
  readonly inside: object | undefined;
  readonly outer: Place | undefined;
  readonly level: number;
}

function convert(value: unknown, place: Place): JSONValue {
  place.rest.nodes -= 1;
  if (place.rest.nodes < 0) throw tooLarge(place, `more than ${formatCount(place.rest.maxNodes)} values`);
  if (typeof value === 'string') {
    countText(value.length, place);
    return value;
  }
  if (typeof value === 'boolean' || value === null) return value;
  // `+ 0` turns -0 into 0: JSON text has no -0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'object') return convertNested(value, place);
  if (typeof value === 'undefined') return null;
  if (typeof value === 'bigint') return String(value);
  throw notJSON(`a ${typeof value}`, 'return data instead');
}

function countText(length: number, place: Place): void {
  place.rest.text -= length;
  if (place.rest.text < 0) throw tooLarge(place, tooMuchText);
}

function convertNested(value: object, outer: Place): JSONValue {
  if (outer.level >= maxLevels) throw tooLarge(outer, `more than ${maxLevels} levels`);
  const place: Place = { rest: outer.rest, inside: value, outer, level: outer.level + 1 };
  return Array.isArray(value) ? convertItems(value, place) : convertObject(value, place);
}

/** A circular value exceeds a limit too. Looking for it only then keeps the conversion linear. */
function tooLarge(place: Place, what: string): ToolferryError {
  const around = new Set<object>();
  for (let each: Place | undefined = place; each?.inside !== undefined; each = each.outer) {
    if (around.has(each.inside)) return notJSON('a circular reference', 'leave it out');
    around.add(each.inside);
  }
  return notJSON(what, 'return a smaller and flatter value');
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
  const { toJSON: convertItself, [Symbol.asyncIterator]: asyncIterator } = value as {
    toJSON?: unknown;
    [Symbol.asyncIterator]?: unknown;
  };
  if (!isPlain || asyncIterator !== undefined) refuseUnread(value);
  if (typeof convertItself === 'function') return convert(convertItself.call(value), place);
  return convertMembers(value, place);
}

function convertMembers(value: object, place: Place): JSONValue {
  const members: { [key: string]: JSONValue } = {};
  for (const key of Object.keys(value)) {
    const member = value[key as keyof typeof value];
    if (member === undefined) continue;
    if (key === place.rest.refusedKey) throw notJSON(`a key ${key}`, 'leave it out');
    const json = convert(member, place);
    countText(key.length, place);
    if (key === '__proto__') define(members, key, json);
    else members[key] = json;
  }
  return members;
}

function define(target: object, key: string, value: JSONValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Converts instances of built-in classes. Returns undefined for other instances, which are converted by their members. */
function convertInstance(value: object, place: Place): JSONValue | undefined {
  if (value instanceof Set) return convertItems(value, place);
  if (value instanceof Map) {
    const hasStringKeys = [...value.keys()].every((key) => typeof key === 'string');
    return hasStringKeys ? convertMembers(Object.fromEntries(value), place) : convertItems(value, place);
  }
  if (ArrayBuffer.isView(value))
    return convertBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), place);
  if (value instanceof ArrayBuffer) return convertBytes(new Uint8Array(value), place);
  if (value instanceof Error) return { name: String(value.name), message: withoutStack(String(value.message)) };
  if (value instanceof RegExp) return String(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return convert(value.valueOf(), place);
  return undefined;
}

/**
 * Refuses values whose content has not been read yet, which would silently become `{}`. They are recognized by tag, which
 * also works for objects of another realm.
 */
function refuseUnread(value: object): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const hasMethod = (name: string) => typeof (value as Record<string, unknown>)[name] === 'function';
  if (hasMethod('then')) throw notJSON('a promise', 'await it first');
  if (tag === 'Response' || tag === 'Request') throw notJSON(`a ${tag}`, 'return await response.json() or .text()');
  if (tag === 'Blob' || tag === 'File') throw notJSON(`a ${tag}`, 'return await blob.arrayBuffer()');
  if (tag.endsWith('Stream') || Symbol.asyncIterator in value)
    throw notJSON('a stream', 'collect it into a string or an array');
  if (hasMethod('next')) throw notJSON('an iterator', 'spread it into an array');
  if (isForGraph(value)) throw notJSON('a LangGraph Command or ToolMessage', 'return it alone');
}

function convertBytes(bytes: Uint8Array, place: Place): string {
  countText((bytes.length * 4) / 3, place);
  const chunk = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.length; start += chunk) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunk));
  }
  return btoa(binary);
}

function notJSON(what: string, hint: string, cause?: unknown): ToolferryError {
  return new ToolferryError('invalid_output', `The value contains ${what}: ${hint}.`, {
    data: { contains: what },
    cause,
  });
}
