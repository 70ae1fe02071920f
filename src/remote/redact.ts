/** Removes known secrets from what servers send. @module */

import { ToolferryError } from '../errors.js';
import { isObject } from '../unknown.js';

/** Returns a value without the secrets in its strings and names; the same value if there were none. */
export type Redact = <Value>(value: Value) => Value;

/** Shorter values would be found in honest texts. */
const minLength = 8;
const removed = '[secret removed]';
/** Deeper values are refused wherever they would become a result. */
const maxLevels = 500;

/** Creates the function that removes these secrets. Those under 8 characters are ignored. */
export function createRedact(secrets: Iterable<string | undefined>): Redact {
  const known = new Set([...secrets].filter((secret) => secret !== undefined && secret.length >= minLength));
  // A secret that contains another one is removed as a whole.
  const longestFirst = ([...known] as string[]).sort((one, other) => other.length - one.length);
  if (longestFirst.length === 0) return (value) => value;

  const redactText = (text: string): string =>
    longestFirst.reduce((rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, removed) : rest), text);
  const redact = (value: unknown, level: number): unknown => {
    if (typeof value === 'string') return redactText(value);
    return isPlain(value) && level < maxLevels ? redactMembers(value, level + 1) : value;
  };
  const redactMembers = (value: object, level: number): object => {
    let copy: object | undefined;
    for (const [key, member] of Object.entries(value)) {
      const [cleanKey, cleanMember] = [redactText(key), redact(member, level)];
      if (cleanKey === key && cleanMember === member) continue;
      copy ??= Array.isArray(value) ? [...value] : { ...value };
      if (cleanKey !== key) Reflect.deleteProperty(copy, key);
      Reflect.set(copy, cleanKey, cleanMember);
    }
    return copy ?? value;
  };
  return (value) => redact(value, 0) as typeof value;
}

/** Returns what the work resolves or rejects to, without the secrets. */
export async function redactOutcome<Value>(work: PromiseLike<Value>, redact: Redact): Promise<Value> {
  try {
    return redact(await work);
  } catch (error) {
    throw redactError(error, redact);
  }
}

/** Returns an error without the secrets in its message, members and causes; the same error if there were none. */
export function redactError(error: unknown, redact: Redact): unknown {
  if (!(error instanceof Error)) return redact(error);
  const { message, cause } = error;
  const members = ToolferryError.isInstance(error) ? { data: error.data } : { ...error };
  const clean = { message: redact(message), members: redact(members), cause: redactCause(cause, redact) };
  if (clean.message === message && clean.members === members && clean.cause === cause) return error;
  if (ToolferryError.isInstance(error))
    return new ToolferryError(error.code, clean.message, { data: clean.members.data, cause: clean.cause });
  return Object.assign(new Error(clean.message, { cause: clean.cause }), clean.members);
}

/** The causes of an error may be a circle. */
function redactCause(cause: unknown, redact: Redact): unknown {
  const texts: unknown[] = [];
  for (let each = cause; each instanceof Error && texts.length < 20; each = each.cause)
    texts.push(each.message, { ...each });
  return texts.every((text) => redact(text) === text) ? cause : undefined;
}

/** Headers that describe a request, and whose values servers repeat in honest texts. */
const notSecret =
  /^(accept(-.*)?|cache-control|connection|content-.*|host|origin|pragma|referer|user-agent|.*-version|traceparent)$/i;

/** Returns the secrets in the headers of a request: their values, and the credentials and cookies inside them. */
export function headerSecrets(headers: Iterable<readonly [name: string, value: unknown]>): string[] {
  return [...headers].flatMap(([name, value]) => {
    if (typeof value !== 'string' || notSecret.test(name)) return [];
    const cookies = value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
    const credentials = value.replace(/^\S+\s+/, '');
    return [value, credentials, ...(/cookie/i.test(name) ? cookies : [])];
  });
}

/** Returns the secrets in headers of any form that fetch accepts. Other values have none. */
export function anyHeaderSecrets(headers: unknown): string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  const entries = Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers);
  return headerSecrets(entries.flatMap((entry) => (Array.isArray(entry) ? [[String(entry[0]), entry[1]]] : [])));
}

/** Returns the values of settings whose names say that they are secrets, such as `API_KEY`. */
export function namedSecrets(settings: unknown): string[] {
  const isSecret = /(key|token|password|passwd|credentials?)$|secret/i;
  return Object.entries(isObject(settings) ? settings : {}).flatMap(([name, value]) =>
    typeof value === 'string' && isSecret.test(name) ? [value] : [],
  );
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
