import { referenceOf, referenceTarget, type SchemaPlace, type Walk } from './walk.js';

/**
 * Counts the schemas that there would be if every reference were expanded, with each recursion expanded once. Validating one
 * value may cost that much. Visits each schema once and expands nothing. Iterative, because chains can be long.
 */
export function countReferences(walk: Walk): number {
  const places = [...walk.schemas.values()];
  const [root] = places;
  if (root === undefined || places.every(({ schema }) => referenceOf(schema) === undefined)) return places.length;
  const counts = new Map<SchemaPlace, number>();
  const opened = new Set<SchemaPlace>();
  const stack = [root];
  for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
    const inside = applied(walk, place);
    if (opened.has(place)) {
      stack.pop();
      const sum = inside.reduce((total, next) => total + (counts.get(next) ?? 1), 1);
      if (!counts.has(place)) counts.set(place, sum);
    } else {
      opened.add(place);
      stack.push(...inside.filter((next) => !opened.has(next)));
    }
  }
  return counts.get(root) ?? 1;
}

/** Returns the schemas directly inside a schema and the one it refers to, with repetitions. */
function applied(walk: Walk, place: SchemaPlace): SchemaPlace[] {
  const inside = Object.values(place.schema).flatMap((value) => {
    if (typeof value !== 'object' || value === null) return [];
    return walk.schemas.has(value) ? [value] : Object.values(value);
  });
  return [...inside, referenceTarget(walk, place)].flatMap((schema) => walk.schemas.get(schema) ?? []);
}
