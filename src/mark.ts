/** Data that an object carries under a symbol. JSON omits it, and data that came over a wire cannot contain it. @module */

/** One kind of data that objects carry. */
export interface Mark<Value> {
  /** Returns the target with the value; unchanged if the value is undefined. */
  set<Target extends object>(target: Target, value: Value | undefined): Target;
  of(target: object): Value | undefined;
}

/** A mark on one object only: changed copies lose it, and so do objects that inherit from it. */
export function ownMark<Value>(name: string): Mark<Value> {
  const key = Symbol.for(`toolferry.${name}`);
  return {
    set: (target, value) => define(target, key, value),
    of: (target) => Object.getOwnPropertyDescriptor(target, key)?.value as Value | undefined,
  };
}

/** A mark that objects inherit (`Object.create(tool)`); changed copies lose it. */
export function inheritedMark<Value>(name: string): Mark<Value> {
  const key = Symbol.for(`toolferry.${name}`);
  return { set: (target, value) => define(target, key, value), of: (target) => read(target, key) as Value | undefined };
}

/** A mark that copies keep, such as a decorator's `{ ...tool, handler }`. `set` returns a copy. */
export function copiedMark<Value>(name: string): Mark<Value> {
  const key = Symbol.for(`toolferry.${name}`);
  return {
    set: (target, value) => (value === undefined ? target : { ...target, [key]: value }),
    of: (target) => read(target, key) as Value | undefined,
  };
}

/** Not enumerable, so that a spread does not copy it. */
function define<Target extends object>(target: Target, key: symbol, value: unknown): Target {
  return value === undefined ? target : Object.defineProperty(target, key, { value });
}

function read(target: object, key: symbol): unknown {
  return (target as { readonly [key: symbol]: unknown })[key];
}
