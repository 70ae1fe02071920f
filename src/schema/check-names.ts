import type { DefinitionIssue } from '../types.js';
import { issueIf } from './issue-if.js';
import { anchorName, type SchemaPlace, type Walk } from './walk.js';

/** Names that more than one schema has: what a reference means then is for each validator to say. */
export function checkNames(walk: Walk): DefinitionIssue[] {
  return [...walk.schemas.values()].flatMap((place) =>
    namesOf(place).flatMap((name) =>
      issueIf(walk.named.get(name) !== place.schema, place.path, `is named ${name}, and so is another schema`),
    ),
  );
}

function namesOf({ schema: { $id, $anchor, $dynamicAnchor }, uri }: SchemaPlace): string[] {
  const own = typeof $id === 'string' && !$id.startsWith('#') ? [uri] : [];
  const anchors = [$anchor, $dynamicAnchor].filter((name) => typeof name === 'string' && name !== '');
  return [...own, ...anchors.map((name) => anchorName(name, uri))];
}
