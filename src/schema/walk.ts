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
  readonly schemas: Map<unknown, SchemaPlace>;
  /** Schemas with an `$id` by URI, with an anchor by `uri#anchor`. */
  readonly named: Map<string, Keywords>;
  nodes: number;
  /** Length of all keys and texts. */
  text: number;
  /** Set when a limit ended the walk. */
  overLimit?: DefinitionIssue;
}

type Kind = 'schema' | 'schemasByKey' | 'data';

const maxNodes = 20_000;
const maxLevels = 100;
/** Stands for the document itself, which has no URI of its own. */
const documentURI = 'https://document.invalid/';

/** Under these keywords there is a schema, or a list of them. */
const holdsSchemas = words(
  'additionalItems additionalProperties allOf anyOf contains contentSchema else if items not oneOf prefixItems propertyNames then unevaluatedItems unevaluatedProperties',
);
const holdsSchemasByKey = words('$defs definitions dependencies dependentSchemas patternProperties properties');

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

function visit(walk: Walk, value: object, kind: Kind, at: Position): void {
  if (!count(walk, at)) return;
  const uri = kind === 'schema' && isObject(value) ? enter(walk, value, at) : at.uri;
  for (const key of Object.keys(value)) {
    const member: unknown = value[key as keyof typeof value];
    walk.text += key.length;
    if (typeof member !== 'object' || member === null) {
      if (typeof member === 'string') walk.text += member.length;
      count(walk, at);
      continue;
    }
    const inside = { path: `${at.path}/${key}`, level: at.level + 1, uri };
    visit(walk, member, Array.isArray(value) ? itemKind(kind) : memberKind(kind, key), inside);
  }
}

/** Counts a node; false once a limit ended the walk. */
function count(walk: Walk, { path, level }: Position): boolean {
  walk.nodes += 1;
  if (walk.nodes > maxNodes) walk.overLimit ??= { path, message: `has more than ${maxNodes} nodes` };
  if (level > maxLevels) walk.overLimit ??= { path, message: `has more than ${maxLevels} levels` };
  return walk.overLimit === undefined;
}

/** Records a schema and returns the URI that counts inside it. */
function enter(walk: Walk, schema: Keywords, { path, uri: outer }: Position): string {
  const { $id, $anchor, $dynamicAnchor } = schema;
  // draft 7 writes an anchor as `$id: "#name"`.
  const [uri, anchor] = typeof $id === 'string' ? resolve($id, outer) : [outer];
  walk.schemas.set(schema, { schema, path, uri });
  if (uri !== outer) walk.named.set(uri, schema);
  for (const name of [anchor, $anchor, $dynamicAnchor]) {
    if (name) walk.named.set(resolve(`#${name}`, uri).join('#'), schema);
  }
  return uri;
}

/** What a schema's `$ref` or `$dynamicRef` points to; undefined where there is nothing. Nothing is ever fetched. */
export function referenceTarget({ named }: Walk, { schema, uri }: SchemaPlace): unknown {
  const reference = referenceOf(schema);
  if (reference === undefined) return undefined;
  const [address, fragment] = resolve(reference, uri);
  if (!fragment?.startsWith('/')) return named.get(fragment ? `${address}#${fragment}` : address);
  return decoded(fragment).split('/').slice(1).reduce<unknown>(step, named.get(address));
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
  if (kind === 'schema' && holdsSchemas.has(key)) return 'schema';
  return kind === 'schema' && holdsSchemasByKey.has(key) ? 'schemasByKey' : 'data';
}

function itemKind(kind: Kind): Kind {
  return kind === 'schema' ? 'schema' : 'data';
}

/** A reference as a URI, and the fragment after it if there is one. */
function resolve(reference: string, base: string): [uri: string, fragment?: string] {
  const absolute = URL.canParse(reference, base) ? new URL(reference, base).href : reference;
  return absolute.split('#') as [string, string?];
}

/** One step of a JSON pointer. */
function step(value: unknown, segment: string): unknown {
  const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Keywords)[key]
    : undefined;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
