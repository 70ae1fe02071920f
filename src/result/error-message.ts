import { ToolferryError } from '../errors.js';
import { getProperty } from '../unknown.js';

/** 4 KiB of UTF-8. */
const maxBytes = 4_096;
/** Of the text that is searched for a stack: a line that is cut at the limit would not be recognized as a part of one. */
const maxSearched = 2 * maxBytes;

/** The first line of a stack as V8 writes it, with or without indentation, or as Firefox and Safari do. */
const stackLine = /^(?:[ \t]+at .*(?:\)|:\d+|<anonymous>)|[ \t]*at .+:\d+:\d+\)?|\S*@\S+:\d+:\d+)$/m;

const encoder = new TextEncoder();

/**
 * Returns the message of an error for a model: as written, without the stack that some messages contain, and cut at 4 KiB with
 * a note of how much was left out. Of an AggregateError also the messages of its members. Of another object only the members
 * that errors commonly have. Undefined if there is no message, or if the error cannot be read.
 */
export function errorMessage(error: unknown): string | undefined {
  try {
    return fit(withoutStack(messageOf(error)));
  } catch {
    // Reading from a Proxy or a getter can throw.
    return undefined;
  }
}

const maxMembers = 20;

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!isError(error)) return describeObject(error);
  const message = error.message;
  const members = error instanceof AggregateError ? error.errors : [];
  const messages = members.slice(0, maxMembers).map(errorMessage).filter(Boolean);
  return [typeof message === 'string' ? message : '', ...messages].filter(Boolean).join('\n');
}

/** Also an error of another realm, which is no instance of this one's `Error`. */
export function isError(value: unknown): value is Error {
  const isInstance = value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  return isInstance || ToolferryError.isInstance(value);
}

const shownMembers = ['status', 'statusCode', 'code', 'name'];

/** Clients of APIs reject with their responses, and these may contain anything else. */
function describeObject(value: unknown): string {
  const message = primitive(getProperty(value, 'message'));
  const members = shownMembers.flatMap((key) => {
    const member = primitive(getProperty(value, key));
    return member === undefined ? [] : `${key}: ${member}`;
  });
  if (members.length === 0) return message ?? '';
  return message === undefined ? members.join(', ') : `${message} (${members.join(', ')})`;
}

function primitive(value: unknown): string | undefined {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}

function withoutStack(message: string): string {
  const at = message.slice(0, maxSearched).search(stackLine);
  return (at < 0 ? message : message.slice(0, at)).trim();
}

function fit(message: string): string | undefined {
  if (message === '') return undefined;
  // Never cuts a character in half.
  const { read } = encoder.encodeInto(message, new Uint8Array(maxBytes));
  return read === message.length
    ? message
    : `${message.slice(0, read)} [… ${message.length - read} of ${message.length} characters left out …]`;
}
