import type { JSONValue } from '../types.js';

/**
 * The type of a value after its conversion to JSON, which is how a handler's result arrives in a framework: a `Date` is a
 * string, a member that may be undefined is optional, a `Map` with string keys is an object. `never` for values that have
 * no JSON form, such as functions and promises: a call that returns one fails.
 *
 * @example
 * ```ts
 * import type { JSONOf } from 'toolferry';
 *
 * interface Order {
 *   placed: Date;
 *   note: string | undefined;
 * }
 * export const received: JSONOf<Order> = { placed: '2026-01-01T00:00:00.000Z' };
 * ```
 */
// Most outputs are JSON already: comparing them with a type without parameters instantiates nothing.
export type JSONOf<Value> = [Value] extends [JSONValue] ? Value : unknown extends Value ? JSONValue : Converted<Value>;

type AnyFunction = (...args: never) => unknown;

/** What `toJSON` refuses: functions, promises, streams, iterators, a Response or a Blob that was not read. */
type Refused =
  | AnyFunction
  | symbol
  | PromiseLike<unknown>
  | AsyncIterable<unknown>
  | { next: AnyFunction }
  | { getReader: AnyFunction }
  | { arrayBuffer: AnyFunction };

type Converted<Value> = Value extends string | number | boolean | null
  ? Value
  : // biome-ignore lint/suspicious/noConfusingVoidType: the result of a handler that returns nothing
    Value extends undefined | void
    ? null
    : Value extends bigint | ArrayBuffer | ArrayBufferView | RegExp
      ? string
      : Value extends Refused
        ? never
        : ConvertedObject<Value>;

type ConvertedObject<Value> = Value extends readonly unknown[]
  ? { -readonly [Index in keyof Value]: JSONOf<Value[Index]> }
  : Value extends ReadonlyMap<infer Key, infer Member>
    ? ConvertedMap<Key, Member>
    : Value extends ReadonlySet<infer Member>
      ? JSONOf<Member>[]
      : Value extends Error
        ? ConvertedError<Value>
        : Value extends { toJSON: (...args: never) => infer Result }
          ? JSONOf<Result>
          : ConvertedMembers<Value>;

/** An empty `Map` is an object, whatever its keys would be. */
type ConvertedMap<Key, Member> = [Key] extends [string]
  ? { [key: string]: JSONOf<Member> }
  : { [key: string]: JSONOf<Member> } | [JSONOf<Key>, JSONOf<Member>][];

/** An object with the members `name` and `message` looks like an error, but has no `stack`. */
type ConvertedError<Value> = 'stack' extends keyof Value ? { name: string; message: string } : ConvertedMembers<Value>;

type ConvertedMembers<Value> = Flat<
  {
    -readonly [Key in keyof Value as undefined extends Value[Key] ? never : Kept<Key, Value[Key]>]: JSONOf<Value[Key]>;
  } & {
    -readonly [Key in keyof Value as undefined extends Value[Key] ? Kept<Key, Value[Key]> : never]?: JSONOf<
      Exclude<Value[Key], undefined>
    >;
  }
>;

/** Methods of a class are on its prototype, and symbols are not JSON. `never` stays, for unions that it distinguishes. */
type Kept<Key, Member> = Key extends symbol
  ? never
  : [Member] extends [undefined]
    ? Key
    : [Member] extends [AnyFunction | symbol | undefined]
      ? never
      : Key;

type Flat<Members> = { [Key in keyof Members]: Members[Key] };
