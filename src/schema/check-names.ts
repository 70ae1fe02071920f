import type { DefinitionIssue } from '../types.js';
import { issueIf } from './issue-if.js';
import { anchorName, type SchemaPlace, type Walk } from './walk.js';

/** Reports names that more than one schema has: validators differ in what a reference to such a name means. */
export function checkNames(walk: Walk): DefinitionIssue[] {
  return [...walk.schemas.values()].flatMap((place) =>
    namesOf(place).flatMap((name) =>
      issueIf(walk.named.get(name) !== place.schema, place.path, `is named ${name}, as is another schema`),
    ),
  );
}

function namesOf({ schema: { $id, $anchor, $dynamicAnchor }, uri }: SchemaPlace): string[] {
  const ids = typeof $id === 'string' && !$id.startsWith('#') ? [uri] : [];
  const anchors = [$anchor, $dynamicAnchor].filter((name) => typeof name === 'string' && name !== '');
  return [...ids, ...anchors.map((name) => anchorName(name, uri))];
}
