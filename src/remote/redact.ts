/** Removes known secrets from what servers send. @module */

import { ToolferryError } from '../errors.js';

/** Returns a value without the secrets in its strings and names; the same value if there were none. */
export type Redact = <Value>(value: Value) => Value;

/** Shorter values would be found in honest messages. */
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
  return (value) => redactValue(value, { redactText, clean: new Map(), level: 0 }) as typeof value;
}

interface Redaction {
  readonly redactText: (text: string) => string;
  /** What was read before: a value that is referred to twice is read once, and a circle ends. */
  readonly clean: Map<object, object>;
  readonly level: number;
}

function redactValue(value: unknown, redaction: Redaction): unknown {
  const { redactText, clean, level } = redaction;
  if (typeof value === 'string') return redactText(value);
  if (!isPlain(value) || level === maxLevels) return value;
  const known = clean.get(value);
  if (known !== undefined) return known;
  clean.set(value, value);
  const redacted = redactMembers(value, { ...redaction, level: level + 1 });
  clean.set(value, redacted);
  return redacted;
}

/** Returns a copy if a name or a member has a secret. */
function redactMembers(value: object, redaction: Redaction): object {
  let copy: object | undefined;
  for (const [key, member] of Object.entries(value)) {
    const [cleanKey, cleanMember] = [redaction.redactText(key), redactValue(member, redaction)];
    if (cleanKey === key && cleanMember === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    if (cleanKey !== key) Reflect.deleteProperty(copy, key);
    Reflect.set(copy, cleanKey, cleanMember);
  }
  return copy ?? value;
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
  const parts: unknown[] = [];
  for (let each = cause; each instanceof Error && parts.length < 20; each = each.cause)
    parts.push(each.message, { ...each });
  return parts.every((part) => redact(part) === part) ? cause : undefined;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
