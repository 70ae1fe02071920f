import type { JSONOf, JSONValue } from 'toolferry';
import { expectTypeOf } from 'vitest';

// JSON stays as it is.
expectTypeOf<JSONOf<'a' | 1 | true | null>>().toEqualTypeOf<'a' | 1 | true | null>();
expectTypeOf<JSONOf<{ a: string; b?: number[] }>>().toEqualTypeOf<{ a: string; b?: number[] }>();
expectTypeOf<JSONOf<JSONValue>>().toEqualTypeOf<JSONValue>();
expectTypeOf<JSONOf<unknown>>().toEqualTypeOf<JSONValue>();
expectTypeOf<JSONOf<ReturnType<typeof JSON.parse>>>().toBeAny();
expectTypeOf<JSONOf<never>>().toBeNever();

// What is converted.
expectTypeOf<JSONOf<Date>>().toEqualTypeOf<string>();
expectTypeOf<JSONOf<URL | bigint | RegExp | Uint8Array | ArrayBuffer | DataView>>().toEqualTypeOf<string>();
expectTypeOf<JSONOf<undefined>>().toEqualTypeOf<null>();
expectTypeOf<JSONOf<void>>().toEqualTypeOf<null>();
expectTypeOf<JSONOf<Date | boolean | undefined>>().toEqualTypeOf<string | boolean | null>();
expectTypeOf<JSONOf<readonly (Date | undefined)[]>>().toEqualTypeOf<(string | null)[]>();
expectTypeOf<JSONOf<readonly [Date, 1]>>().toEqualTypeOf<[string, 1]>();
expectTypeOf<JSONOf<Set<Date>>>().toEqualTypeOf<string[]>();
expectTypeOf<JSONOf<Map<'a' | 'b', Date>>>().toEqualTypeOf<{ [key: string]: string }>();
expectTypeOf<JSONOf<Map<number, Date>>>().toEqualTypeOf<{ [key: string]: string } | [number, string][]>();
expectTypeOf<JSONOf<TypeError>>().toEqualTypeOf<{ name: string; message: string }>();
expectTypeOf<JSONOf<{ toJSON(): { at: Date } }>>().toEqualTypeOf<{ at: string }>();

// Members that may be undefined are optional; methods and symbols are left out.
interface Order {
  readonly id: number;
  readonly placed: Date;
  note: string | undefined;
  sent?: Date | undefined;
  items: { count: bigint }[];
  total(): number;
  onSent?: () => void;
  [Symbol.iterator]: null;
}
expectTypeOf<JSONOf<Order>>().toEqualTypeOf<{
  id: number;
  placed: string;
  note?: string;
  sent?: string;
  items: { count: string }[];
}>();
expectTypeOf<JSONOf<Record<string, Date | undefined>>>().toEqualTypeOf<{ [x: string]: string | undefined }>();
expectTypeOf<JSONOf<{ data: unknown }>>().toEqualTypeOf<{ data?: JSONValue }>();

// A person is no error, although it has a name and a message.
interface Person {
  name: string;
  message: string;
  born: Date;
}
expectTypeOf<JSONOf<Person>>().toEqualTypeOf<{ name: string; message: string; born: string }>();

// Unions stay distinguishable, and types may refer to themselves.
interface Found {
  found: true;
  at: Date;
  why?: never;
}
interface Missing {
  found: false;
  why: string;
}
expectTypeOf<JSONOf<Found | Missing>>().toEqualTypeOf<
  { found: true; at: string; why?: never } | { found: false; why: string }
>();
interface Tree {
  at: Date;
  children: Tree[];
}
declare const tree: JSONOf<Tree>;
expectTypeOf(tree.children[0]?.children[0]?.at).toEqualTypeOf<string | undefined>();

// A call that returns one of these fails.
expectTypeOf<JSONOf<() => string>>().toBeNever();
expectTypeOf<
  JSONOf<symbol | Promise<string> | AsyncIterable<string> | Generator | Response | Blob | ReadableStream>
>().toBeNever();
