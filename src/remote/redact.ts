/** Removes known secrets from what servers send. @module */

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

/** Headers that describe a request, and whose values servers repeat in honest texts. */
const notSecret =
  /^(accept(-.*)?|cache-control|connection|content-.*|host|origin|pragma|referer|user-agent|.*-version|traceparent)$/i;

/** Returns the secrets in the headers of a request: their values, and the credentials and cookies inside them. */
export function headerSecrets(headers: Iterable<readonly [name: string, value: string]>): string[] {
  return [...headers].flatMap(([name, value]) => {
    if (notSecret.test(name)) return [];
    const cookies = value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
    const credentials = value.replace(/^\S+\s+/, '');
    return [value, credentials, ...(/cookie/i.test(name) ? cookies : [])];
  });
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
