/** Finds the secrets among what a user passed for a connection. @module */

import { isObject } from '../unknown.js';

/** Headers that describe a request, and whose values servers repeat in honest messages. */
const notSecret =
  /^(accept(-.*)?|cache-control|connection|content-.*|host|origin|pragma|referer|user-agent|.*-version|traceparent)$/i;

/**
 * Returns the secrets in headers of any form that fetch accepts: their values, and the credentials and cookies inside them.
 */
export function headerSecrets(headers: unknown): string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  const entries = Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers);
  return entries.flatMap((entry) => (Array.isArray(entry) ? secretsIn(String(entry[0]), entry[1]) : []));
}

function secretsIn(name: string, value: unknown): string[] {
  if (typeof value !== 'string' || notSecret.test(name)) return [];
  const credentials = value.replace(/^\S+\s+/, '');
  const cookies = value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
  return [value, credentials, ...(/cookie/i.test(name) ? cookies : [])];
}

/** Returns the values of settings with the names of secrets, such as `API_KEY`. */
export function namedSecrets(settings: unknown): string[] {
  const isSecret = /(key|token|password|passwd|credentials?)$|secret/i;
  return Object.entries(isObject(settings) ? settings : {}).flatMap(([name, value]) =>
    typeof value === 'string' && isSecret.test(name) ? [value] : [],
  );
}
