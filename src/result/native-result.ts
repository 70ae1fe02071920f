const key = Symbol.for('toolferry.native-result');

/**
 * What only one framework can use of a result (a LangGraph Command) rides on it unseen, from what {@link toolResult} makes
 * to the result of the call. Not enumerable: whoever makes a changed copy of the result correctly loses it.
 */
export function carryNative<Result extends object>(result: Result, native: unknown): Result {
  return native === undefined ? result : Object.defineProperty(result, key, { value: native });
}

export function carriedNative(result: object): unknown {
  return (result as { readonly [key]?: unknown })[key];
}
