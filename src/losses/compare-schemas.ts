import { type Kind, memberKind } from '../schema/walk.js';
import type { JSONSchema } from '../types.js';
import { type Container, isContainer, isObject } from '../unknown.js';

/** One place where two schemas differ. */
export interface SchemaDifference {
  /** The innermost keyword around the place. */
  readonly keyword: string;
  /** `/properties/path/default`, or `/required/path` for a required member. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The second schema's keywords around the place. */
  readonly holder: JSONSchema;
}

/** Compares two JSON Schemas, place by place. The order of members and of required names has no meaning. */
export function compareSchemas(before: JSONSchema, after: JSONSchema): SchemaDifference[] {
  return compare(before, after, 'schema', { keyword: '', path: '', holder: after });
}

type Place = Pick<SchemaDifference, 'keyword' | 'path' | 'holder'>;

function compare(before: unknown, after: unknown, kind: Kind, place: Place): SchemaDifference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ ...place, before, after }];
  return namesOf(before, after).flatMap((name) => {
    const isKeyword = kind === 'schema' && isObject(after);
    const inside = {
      path: `${place.path}/${name}`,
      ...(isKeyword ? { keyword: name, holder: after } : { keyword: place.keyword, holder: place.holder }),
    };
    const [one, other] = [memberOf(before, name), memberOf(after, name)];
    if (isKeyword && name === 'required') return compareNames(one, other, inside);
    return compare(one, other, memberKind(kind, name, after), inside);
  });
}

function compareNames(before: unknown, after: unknown, place: Place): SchemaDifference[] {
  if (!isList(before) || !isList(after)) return compare(before, after, 'data', place);
  const [was, is] = [new Set(before), new Set(after)];
  const differing = [...was, ...is].filter((name) => was.has(name) !== is.has(name));
  return differing.map((name) => ({
    ...place,
    path: `${place.path}/${name}`,
    before: was.has(name) ? name : undefined,
    after: is.has(name) ? name : undefined,
  }));
}

/** Without `required` no member is required. */
function isList(names: unknown): names is readonly unknown[] | undefined {
  return names === undefined || Array.isArray(names);
}

/** A member that is undefined is not in the JSON. */
function namesOf(before: Container, after: Container): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => memberOf(before, name) !== undefined || memberOf(after, name) !== undefined);
}

function memberOf(container: Container, name: string): unknown {
  const member = Object.hasOwn(container, name) ? container[name] : undefined;
  return typeof member === 'function' ? undefined : member;
}
