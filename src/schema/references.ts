import type { DefinitionIssue } from '../types.js';
import { isObject, referenceOf, referenceTarget, type SchemaPlace, type Walk } from './walk.js';

/** References that can never be followed: without a target, or in a circle that never moves on to another value. */
export function checkReferences(walk: Walk): DefinitionIssue[] {
  const places = [...walk.schemas.values()];
  const dangling = places.filter((place) => {
    const target = referenceTarget(walk, place);
    return referenceOf(place.schema) !== undefined && !isObject(target) && typeof target !== 'boolean';
  });
  return [
    ...dangling.map(({ path, schema }) => ({ path, message: `refers to ${referenceOf(schema)}, which is not there` })),
    ...circles(walk, places).map(({ path }) => ({
      path,
      message: 'refers to itself without moving on to another value',
    })),
  ];
}

/** The schemas that close a circle of schemas which all apply to the same value. Iterative: chains can be long. */
function circles(walk: Walk, places: readonly SchemaPlace[]): SchemaPlace[] {
  const found: SchemaPlace[] = [];
  const done = new Set<SchemaPlace>();
  for (const start of places) {
    const open = new Set<SchemaPlace>();
    const stack = [{ place: start, left: false }];
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      const { place, left } = entry;
      if (left) {
        open.delete(place);
        done.add(place);
      } else if (open.has(place)) {
        found.push(place);
      } else if (!done.has(place)) {
        open.add(place);
        stack.push({ place, left: true }, ...sameValue(walk, place).map((next) => ({ place: next, left: false })));
      }
    }
  }
  return found;
}

/** The schemas that a schema applies to the very value it is applied to itself. */
function sameValue(walk: Walk, place: SchemaPlace): SchemaPlace[] {
  const {
    allOf,
    anyOf,
    oneOf,
    not,
    if: condition,
    then,
    else: otherwise,
    dependentSchemas,
    dependencies,
  } = place.schema;
  return [
    referenceTarget(walk, place),
    ...[allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : [])),
    ...[not, condition, then, otherwise],
    ...[dependentSchemas, dependencies].flatMap((map) => (isObject(map) ? Object.values(map) : [])),
  ].flatMap((schema) => (isObject(schema) ? (walk.schemas.get(schema) ?? []) : []));
}
