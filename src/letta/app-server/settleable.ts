/** A promise that is settled from outside. */
export interface Settleable<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

export function settleable<Value>(): Settleable<Value> {
  let settle: Omit<Settleable<Value>, 'promise'> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody waits for a turn that was given up: how it ended is no unhandled rejection.
  promise.catch(() => {});
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) };
}
