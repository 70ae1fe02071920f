/** Whether somebody else's value has to be waited for. Only such values are: waiting for others costs more than most checks. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === 'function';
}
