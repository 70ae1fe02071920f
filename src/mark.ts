/** Data that an object carries under a symbol. JSON omits it, and data that came over a wire cannot contain it. @module */

/** One kind of data that objects carry. */
export interface Mark<Value> {
  /** Returns the target with the value; unchanged if the value is undefined. */
  set<Target extends object>(target: Target, value: Value | undefined): Target;
  of(target: object): Value | undefined;
}

/** A mark that a changed copy loses. */
export interface HiddenMark<Value> extends Mark<Value> {
  /** The mark of the target, or of an object that it inherits from (`Object.create(tool)`). */
  inherited(target: object): Value | undefined;
}

/** A mark on one object only. It is not enumerable, so that a spread does not copy it. */
export function hiddenMark<Value>(name: string): HiddenMark<Value> {
  const key = Symbol.for(`toolferry.${name}`);
  return {
    set: (target, value) => (value === undefined ? target : Object.defineProperty(target, key, { value })),
    of: (target) => (Object.hasOwn(target, key) ? (read(target, key) as Value) : undefined),
    inherited: (target) => read(target, key) as Value | undefined,
  };
}

/** A mark that copies keep, such as a decorator's `{ ...tool, handler }`. `set` returns a copy. */
export function copiedMark<Value>(name: string): Mark<Value> {
  const key = Symbol.for(`toolferry.${name}`);
  return {
    set: (target, value) => (value === undefined ? target : { ...target, [key]: value }),
    of: (target) => read(target, key) as Value | undefined,
  };
}

function read(target: object, key: symbol): unknown {
  return (target as { readonly [key: symbol]: unknown })[key];
}
