/** Reads values of unknown type. @module */

/** Whether a value is an object, and not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
