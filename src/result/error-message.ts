import { withoutStack } from '../stack-line.js';
import { getProperty } from '../unknown.js';

/** 4 KiB of UTF-8. */
const maxBytes = 4_096;
const encoder = new TextEncoder();

/**
 * Returns the message of an error for a model: as written, without the stack that some messages contain, and cut at 4 KiB with
 * a note of how much was left out. Of an AggregateError also the messages of its members. Of another object only the members
 * that errors commonly have. Undefined if there is no message, or if the error cannot be read.
 */
export function errorMessage(error: unknown): string | undefined {
  try {
    return fit(messageOf(error));
  } catch {
    // Reading from a Proxy or a getter can throw.
    return undefined;
  }
}

const maxMembers = 20;

/** A member may be shared, or contain the error itself: a set iterates over what is added meanwhile, and has each once. */
function messageOf(error: unknown): string {
  const errors = new Set([error]);
  const lines: string[] = [];
  for (const each of errors) {
    lines.push(withoutStack(ownMessage(each)));
    for (const member of membersOf(each)) if (errors.size <= maxMembers) errors.add(member);
  }
  return lines.filter(Boolean).join('\n');
}

function membersOf(error: unknown): readonly unknown[] {
  const isAggregate = error instanceof AggregateError || (isError(error) && error.name === 'AggregateError');
  const members = isAggregate ? getProperty(error, 'errors') : undefined;
  return Array.isArray(members) ? members.slice(0, maxMembers) : [];
}

function ownMessage(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!isError(error)) return describeObject(error);
  return typeof error.message === 'string' ? error.message : '';
}

/** Also an error of another realm, which is no instance of this one's `Error`. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

const shownMembers = ['message', 'status', 'statusCode', 'code', 'name'];
const primitives = ['string', 'number', 'boolean', 'bigint'];

/** Clients of APIs reject with their responses, and these may contain anything else. */
function describeObject(value: unknown): string {
  const members = shownMembers.map((key) => [key, getProperty(value, key)] as const);
  return members
    .filter(([, member]) => primitives.includes(typeof member))
    .map(([key, member]) => (key === 'message' ? member : `${key}: ${member}`))
    .join(', ');
}

function fit(message: string): string | undefined {
  if (message === '') return undefined;
  // Never cuts a character in half.
  const { read } = encoder.encodeInto(message, new Uint8Array(maxBytes));
  return read === message.length
    ? message
    : `${message.slice(0, read)} [… ${message.length - read} of ${message.length} characters left out …]`;
}
