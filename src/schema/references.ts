import type { DefinitionIssue } from '../types.js';
import { referenceTarget, type SchemaPlace, type Walk } from './walk.js';

/** Keywords whose schemas apply to the same value as the schema around them. */
const inPlace = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'dependencies'];

/** Reports references in a cycle that never moves on to another value. Without references a schema is a tree. */
export function checkCycles(walk: Walk): DefinitionIssue[] {
  if (walk.referring.size === 0) return [];
  return findCycles(walk).map(({ path }) => ({ path, message: 'refers to itself without moving on to another value' }));
}

/** Finds the schemas that close a cycle of schemas that all apply to the same value. Iterative: chains can be long. */
function findCycles(walk: Walk): SchemaPlace[] {
  const found: SchemaPlace[] = [];
  const open = new Set<SchemaPlace>();
  const done = new Set<SchemaPlace>();
  const stack = [...walk.schemas.values()];
  for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
    if (open.has(place) || done.has(place)) {
      stack.pop();
      open.delete(place);
      done.add(place);
    } else {
      open.add(place);
      for (const next of appliedInPlace(walk, place)) (open.has(next) ? found : stack).push(next);
    }
  }
  return found;
}

/** Returns the schemas that a schema applies to its own value. */
function appliedInPlace(walk: Walk, place: SchemaPlace): SchemaPlace[] {
  const applied = inPlace.flatMap((keyword) => {
    const value = place.schema[keyword];
    return walk.schemas.has(value) ? value : Object.values(value ?? {});
  });
  return [referenceTarget(walk, place), ...applied].flatMap((schema) => walk.schemas.get(schema) ?? []);
}
