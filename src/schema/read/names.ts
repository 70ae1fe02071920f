/** The names of schemas, and what references mean by them. @module */
import { isObject } from '../../unknown.js';
import { followPointer, resolveReference } from '../uri.js';
import type { Keywords } from '../walk.js';
import { invalid, type Place, type Reader, type Reference, unchecked } from './place.js';
import type { Resource, SchemaNode } from './run.js';

/** A longer one is not an id: each relative reference would cost its length. */
const maxIdLength = 2_000;

/** Registers the names of a schema, and returns the resource that it belongs to: its own if it has an id. */
export function nameSchema(reader: Reader, { schema, path, resource: around }: Omit<Place, 'reader'>): Resource {
  const id = idOf(schema, around);
  const [uri, idAnchor] = id === undefined ? [around.uri] : resolveReference(id, around.uri);
  const resource = uri === around.uri ? around : createResource(uri, schema, around);
  const at = { reader, path };
  if (resource !== around) addOnce(reader.resources, uri, resource, at);
  const { $anchor, $dynamicAnchor } = schema;
  for (const anchor of [idAnchor, $anchor, $dynamicAnchor])
    if (typeof anchor === 'string' && anchor !== '') addOnce(reader.anchors, `${uri}#${anchor}`, schema, at);
  return resource;
}

export function createResource(uri: string, schema: Keywords, around?: Resource): Resource {
  const isLegacy =
    typeof schema.$schema === 'string' ? isLegacyDraft.test(schema.$schema) : (around?.isLegacy ?? false);
  return { uri, schema, isLegacy, dynamicAnchors: new Map() };
}

const isLegacyDraft = /^https?:\/\/json-schema\.org\/draft-0[4-7]\//;

/** Next to a `$ref` an id of draft 4 to 7 has no effect. Draft 4 writes `id`. */
function idOf({ $id, id, $ref }: Keywords, { isLegacy }: Resource): string | undefined {
  if (isLegacy && $ref !== undefined) return undefined;
  const own = $id ?? (isLegacy ? id : undefined);
  return typeof own === 'string' && own !== '' && own.length <= maxIdLength ? own : undefined;
}

/** The first of two schemas with the same name is meant. */
function addOnce<Value>(
  named: Map<string, Value>,
  name: string,
  value: Value,
  at: Pick<Place, 'reader' | 'path'>,
): void {
  if (named.has(name)) unchecked(at, '', `is named ${name}, as is an earlier schema, which references mean`);
  else named.set(name, value);
}

/** Resolves a reference, once all of the schema was read. A place that no keyword made a schema is read as one then. */
export function resolveTarget(reader: Reader, reference: Reference): SchemaNode | undefined {
  const { text, place, isDynamic } = reference;
  const [uri, fragment = ''] = resolveReference(text, place.resource.uri);
  const resource = reader.resources.get(uri);
  const target = targetOf(reader, { resource, uri, fragment });
  if (!isObject(target) && typeof target !== 'boolean') {
    invalid(place, '', `refers to ${text}, which does not exist`);
    return undefined;
  }
  if (isDynamic && isObject(target)) reference.dynamicAnchor = dynamicAnchorOf(target, fragment);
  const at = { ...place, path: fragment.startsWith('/') ? '' : place.path, resource: resource ?? place.resource };
  return reader.readNode(target, fragment.startsWith('/') ? fragment : '', at);
}

interface Named {
  readonly resource: Resource | undefined;
  readonly uri: string;
  readonly fragment: string;
}

function targetOf({ anchors }: Reader, { resource, uri, fragment }: Named): unknown {
  if (fragment === '') return resource?.schema;
  return fragment.startsWith('/') ? followPointer(resource?.schema, fragment) : anchors.get(`${uri}#${fragment}`);
}

function dynamicAnchorOf({ $dynamicAnchor, $recursiveAnchor }: Keywords, fragment: string): string | undefined {
  if (fragment === '') return $recursiveAnchor === true ? '' : undefined;
  return $dynamicAnchor === fragment ? fragment : undefined;
}
