import { referenceOf, referenceTarget, type SchemaPlace, type Walk } from './walk.js';

/**
 * How many schemas there were if each stood written out wherever something refers to it; a recursion ends where it begins
 * anew. That is what a check of one value may cost. Each schema is looked at once, and nothing is written out. Iterative,
 * because chains can be long.
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

/** The schemas directly inside a schema, and the one it refers to; as often as they are there. */
function applied(walk: Walk, place: SchemaPlace): SchemaPlace[] {
  const inside = Object.values(place.schema).flatMap((value) => {
    if (typeof value !== 'object' || value === null) return [];
    return walk.schemas.has(value) ? [value] : Object.values(value);
  });
  return [...inside, referenceTarget(walk, place)].flatMap((schema) => walk.schemas.get(schema) ?? []);
}
