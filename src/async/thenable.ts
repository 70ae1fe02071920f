/** Values that may be promises. Only promises are awaited: an `await` costs more than most checks. @module */

/** Whether a value is a thenable. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === 'function';
}

/** Continues with a value: at once, or when the promise of it resolves. */
export function chain<Value, Next>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value);
}
