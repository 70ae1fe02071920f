/** Reads values of unknown type. @module */

/** Whether a value is an object, and not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object or an array. */
export type Container = Readonly<Record<string, unknown>>;

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Returns a property of any value; undefined where the value has no properties. */
export function getProperty(value: unknown, key: PropertyKey): unknown {
  const hasProperties = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return hasProperties ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

/** Whether a value is a thenable. Only thenables are awaited: an `await` costs more than most checks. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === 'function';
}

/** Calls `next` with a value: at once, or when its promise resolves. */
export function chain<Value, Next>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value);
}

/** Returns a copy without the properties that are undefined. */
export function omitUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

/**
 * Returns a JSON value with every lone surrogate of its strings and keys replaced by U+FFFD. JSON text can carry one, but UTF-8
 * cannot: a server fails where it stores it or sends it on.
 */
export function toWellFormed<Value>(value: Value): Value {
  return (typeof value === 'object' && value !== null ? copyWellFormed(value) : wellFormedText(value)) as Value;
}

function copyWellFormed(value: object): object {
  if (Array.isArray(value)) return value.map(toWellFormed);
  const members = Object.entries(value).map(([key, member]) => [key.toWellFormed(), toWellFormed(member)]);
  return Object.fromEntries(members);
}

function wellFormedText(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
