import type { DefinitionIssue } from '../types.js';

/** A subschema, where it stands, and the URI that its references start from. */
export interface SchemaPlace {
  readonly schema: Keywords;
  readonly path: string;
  readonly uri: string;
}
export type Keywords = Readonly<Record<string, unknown>>;

/** What a walk over a JSON Schema has found. */
export interface Walk {
  /** Every object in a schema position, by identity. */
  readonly schemas: Map<object, SchemaPlace>;
  /** Schemas with an `$id` by URI, with an anchor by `uri#anchor`. */
  readonly named: Map<string, object>;
  nodes: number;
  /** Length of all keys and texts, in UTF-16 units. */
  text: number;
  /** Set when a limit ended the walk. */
  overLimit?: DefinitionIssue;
}

type Kind = 'schema' | 'schemas' | 'schemasByKey' | 'data';

const maxNodes = 20_000;
const maxLevels = 100;
/** Stands for the document itself, which has no URI of its own. */
const documentURI = 'https://document.invalid/';

const applicators: readonly (readonly [Kind, string])[] = [
  ['schema', 'additionalItems additionalProperties contains contentSchema else if items not'],
  ['schema', 'propertyNames then unevaluatedItems unevaluatedProperties'],
  ['schemas', 'allOf anyOf oneOf prefixItems'],
  ['schemasByKey', '$defs definitions dependencies dependentSchemas patternProperties properties'],
];
const kinds = new Map(applicators.flatMap(([kind, keys]) => keys.split(' ').map((key) => [key, kind] as const)));

/** Visits every part of a schema once; expands nothing and compiles nothing. */
export function walkSchema(root: Keywords): Walk {
  const walk: Walk = { schemas: new Map(), named: new Map([[documentURI, root]]), nodes: 0, text: 0 };
  visit(walk, root, 'schema', { path: '', level: 1, uri: documentURI });
  // What a reference points to outside schema positions is a schema too. A Map's iterator also visits what is added meanwhile.
  for (const place of walk.schemas.values()) {
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

function visit(walk: Walk, value: unknown, kind: Kind, at: Position): void {
  if (isOverLimit(walk, at)) return;
  if (typeof value === 'string') walk.text += value.length;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    // draft 7 has a list of schemas under `items`.
    const itemKind = kind === 'schema' || kind === 'schemas' ? 'schema' : 'data';
    for (const [index, item] of value.entries()) visit(walk, item, itemKind, inside(at, index));
    return;
  }
  const uri = kind === 'schema' ? enter(walk, value as Keywords, at) : at.uri;
  for (const [key, member] of Object.entries(value)) {
    walk.text += key.length;
    visit(walk, member, memberKind(kind, key), { ...inside(at, key), uri });
  }
}

function isOverLimit(walk: Walk, { path, level }: Position): boolean {
  walk.nodes += 1;
  if (walk.nodes > maxNodes) walk.overLimit ??= { path, message: `has more than ${maxNodes} nodes` };
  if (level > maxLevels) walk.overLimit ??= { path, message: `has more than ${maxLevels} levels` };
  return walk.overLimit !== undefined;
}

/** Records a schema and returns the URI that counts inside it. */
function enter(walk: Walk, schema: Keywords, { path, uri: outer }: Position): string {
  const { $id, $anchor, $dynamicAnchor } = schema;
  const id = typeof $id === 'string' ? $id : '';
  // draft 7 writes an anchor as `$id: "#name"`.
  const uri = id === '' || id.startsWith('#') ? outer : absolute(id.replace(/#$/, ''), outer);
  walk.schemas.set(schema, { schema, path, uri });
  if (uri !== outer) walk.named.set(uri, schema);
  for (const anchor of [$anchor, $dynamicAnchor, id.startsWith('#') && id.slice(1)])
    if (typeof anchor === 'string') walk.named.set(`${uri}#${anchor}`, schema);
  return uri;
}

/** What a schema's `$ref` or `$dynamicRef` points to; undefined where there is nothing. Nothing is ever fetched. */
export function referenceTarget({ named }: Walk, { schema, uri }: SchemaPlace): unknown {
  const reference = referenceOf(schema);
  if (reference === undefined) return undefined;
  const [address = '', fragment = ''] = reference.split('#');
  const base = address === '' ? uri : absolute(address, uri);
  if (!fragment.startsWith('/')) return named.get(fragment === '' ? base : `${base}#${fragment}`);
  return fragment.split('/').slice(1).reduce<unknown>(step, named.get(base));
}

export function referenceOf({ $ref, $dynamicRef }: Keywords): string | undefined {
  const reference = $ref ?? $dynamicRef;
  return typeof reference === 'string' ? reference : undefined;
}

export function isObject(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberKind(kind: Kind, key: string): Kind {
  if (kind === 'schemasByKey') return 'schema';
  return kind === 'schema' ? (kinds.get(key) ?? 'data') : 'data';
}

function inside({ path, level, uri }: Position, key: string | number): Position {
  return { path: `${path}/${key}`, level: level + 1, uri };
}

function absolute(uri: string, base: string): string {
  return URL.canParse(uri, base) ? new URL(uri, base).href : uri;
}

/** One step of a JSON pointer. */
function step(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const key = percentDecoded(segment).replaceAll('~1', '/').replaceAll('~0', '~');
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function percentDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
