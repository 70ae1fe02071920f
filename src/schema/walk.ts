import type { DefinitionIssue } from '../types.js';
import { isObject } from '../unknown.js';
import { defaultLimits, formatCount, type Limits, tooLong } from './limits.js';
import { documentURI, followPointer, resolveReference } from './uri.js';

/** A subschema, its path, and the base URI of its references. */
export interface SchemaPlace {
  readonly schema: Keywords;
  readonly path: string;
  readonly uri: string;
}
export type Keywords = Readonly<Record<string, unknown>>;

/** The result of a walk over a JSON Schema. */
export interface Walk {
  /** Every object in a schema position, by identity. */
  readonly schemas: Map<unknown, SchemaPlace>;
  /** The schemas with a reference, and those with patterns. */
  readonly referring: Set<SchemaPlace>;
  readonly patterned: Set<SchemaPlace>;
  /** Schemas with an `$id` by URI, with an anchor by `uri#anchor`. */
  readonly named: Map<string, Keywords>;
  nodes: number;
  /** Length of all keys and strings. */
  text: number;
  readonly limits: Limits;
  /** Descriptions over their limit. */
  readonly tooLong: DefinitionIssue[];
  /** Set if a limit ended the walk. */
  overLimit?: DefinitionIssue;
}

/** The kind of a value inside a schema: a schema, schemas by name, or neither. */
export type Kind = 'schema' | 'schemasByKey' | 'data';

/** What the keywords of JSON Schema hold: a schema or an array of schemas, or schemas by key. All others hold data. */
const keywordKinds: ReadonlyMap<string, Kind> = new Map([
  ...keywords(
    'schema',
    'additionalItems additionalProperties allOf anyOf contains contentSchema else if items not oneOf prefixItems propertyNames then unevaluatedItems unevaluatedProperties',
  ),
  ...keywords('schemasByKey', '$defs definitions dependencies dependentSchemas patternProperties properties'),
]);

/** Visits every part of a schema once. Expands nothing and compiles nothing. */
export function walkSchema(root: Keywords, limits: Limits = defaultLimits): Walk {
  const named = new Map([[documentURI, root]]);
  const walk: Walk = {
    schemas: new Map(),
    referring: new Set(),
    patterned: new Set(),
    named,
    nodes: 0,
    text: 0,
    limits,
    tooLong: [],
  };
  visit(walk, root, 'schema', { path: '', level: 1, uri: documentURI });
  // The target of a reference is a schema too, outside schema positions as well. A Set's iterator also visits added items.
  for (const place of walk.referring) {
    const target = referenceTarget(walk, place);
    if (isObject(target) && !walk.schemas.has(target))
      visit(walk, target, 'schema', { path: `${place.path}/$ref`, level: 1, uri: place.uri });
  }
  return walk;
}

interface Position {
  readonly path: string;
  readonly level: number;
  readonly uri: string;
}

function visit(walk: Walk, value: object, kind: Kind, at: Position): void {
  walk.nodes += 1;
  if (!isWithinLimits(walk, at)) return;
  const place = kind === 'schema' && isObject(value) ? enter(walk, value, at) : undefined;
  const uri = place?.uri ?? at.uri;
  for (const key of Object.keys(value)) {
    const member: unknown = value[key as keyof typeof value];
    walk.text += key.length;
    if (place) classify(walk, place, key);
    if (typeof member !== 'object' || member === null) {
      if (typeof member === 'string') countText(walk, member, kind === 'schema' && key === 'description', at);
      walk.nodes += 1;
      continue;
    }
    const inside = { path: `${at.path}/${key}`, level: at.level + 1, uri };
    visit(walk, member, memberKind(kind, key, value), inside);
  }
  isWithinLimits(walk, at);
}

/** Returns false once a limit has ended the walk. */
function isWithinLimits(walk: Walk, { path, level }: Position): boolean {
  const { schemaNodes, schemaLevels } = walk.limits;
  if (walk.nodes > schemaNodes) walk.overLimit ??= { path, message: `has more than ${formatCount(schemaNodes)} nodes` };
  if (level > schemaLevels) walk.overLimit ??= { path, message: `has more than ${formatCount(schemaLevels)} levels` };
  return walk.overLimit === undefined;
}

function countText(walk: Walk, text: string, isDescription: boolean, { path }: Position): void {
  walk.text += text.length;
  if (isDescription) walk.tooLong.push(...tooLong(text, `${path}/description`, walk.limits.descriptionBytes));
}

/** Records a schema. Its URI is the base of the references inside it. */
function enter(walk: Walk, schema: Keywords, { path, uri: outer }: Position): SchemaPlace {
  const { $id, $anchor, $dynamicAnchor } = schema;
  // draft 7 writes an anchor as `$id: "#name"`.
  const [uri, anchor] = typeof $id === 'string' ? resolveReference($id, outer) : [outer];
  const place = { schema, path, uri };
  walk.schemas.set(schema, place);
  if (uri !== outer) walk.named.set(uri, schema);
  for (const name of [anchor, $anchor, $dynamicAnchor]) if (name) walk.named.set(anchorName(name, uri), schema);
  return place;
}

function classify({ referring, patterned }: Walk, place: SchemaPlace, key: string): void {
  if (key === '$ref' || key === '$dynamicRef') referring.add(place);
  else if (key === 'pattern' || key === 'patternProperties') patterned.add(place);
}

/** Returns the name of a schema with an anchor. */
function anchorName(anchor: unknown, uri: string): string {
  return `${uri}#${anchor}`;
}

/** Returns the target of a schema's `$ref` or `$dynamicRef`; undefined if there is none. Never fetches anything. */
export function referenceTarget({ named }: Walk, { schema, uri }: SchemaPlace): unknown {
  const reference = referenceOf(schema);
  if (reference === undefined) return undefined;
  const [address, fragment] = resolveReference(reference, uri);
  if (!fragment?.startsWith('/')) return named.get(fragment ? anchorName(fragment, address) : address);
  return followPointer(named.get(address), fragment);
}

function referenceOf({ $ref, $dynamicRef }: Keywords): string | undefined {
  const reference = $ref ?? $dynamicRef;
  return typeof reference === 'string' ? reference : undefined;
}

/** Returns the kind of a member of a value of this kind. */
export function memberKind(kind: Kind, key: string, holder: object): Kind {
  if (Array.isArray(holder)) return kind === 'schema' ? 'schema' : 'data';
  if (kind === 'schemasByKey') return 'schema';
  return kind === 'schema' ? (keywordKinds.get(key) ?? 'data') : 'data';
}

function keywords(kind: Kind, names: string): [keyword: string, kind: Kind][] {
  return names.split(' ').map((name) => [name, kind]);
}
